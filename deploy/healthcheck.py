"""Whether the lab on this machine can do its work, for a container's health check.

Prints the lab's own answer; ends with 0 where all is well, else with 1.
"""

import os
import sys
import urllib.request
from urllib.error import HTTPError, URLError

SECONDS = 4


def main() -> int:
    base = os.environ.get("BASE_PATH", "").strip("/")
    path = "/".join(filter(None, (base, "api/health")))
    # the lab is on this machine, whatever proxy leads to the rest of the world
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://localhost:{os.environ['PORT']}/{path}", timeout=SECONDS) as reply:
            print(reply.read().decode())
            return 0
    except HTTPError as error:
        print(error.read().decode())
    except (URLError, TimeoutError) as error:
        print(f"The lab does not answer: {error}")
    return 1


if __name__ == "__main__":
    sys.exit(main())

"""``python -m mnist_core``."""

import sys

from mnist_core.cli import app
from mnist_core.fast.waiting_threads import wait_asleep

if __name__ == "__main__":
    wait_asleep()
    for stream in (sys.stdout, sys.stderr):
        # a terminal without arrows and degree signs shows question marks, not a traceback
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="python -m mnist_core")

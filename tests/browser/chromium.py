"""Where Chromium is, and how it is started."""

import shutil

from tests.servers.nginx import HOST_NAME

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which(
    "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--no-first-run",
         # the host of the proxy that tests put before the lab
         f"--host-resolver-rules=MAP {HOST_NAME} 127.0.0.1"]
HOW_TO_GET_IT = ("Chromium is missing: install it with `apt-get install -y chromium` (Debian, "
                 "Ubuntu), `dnf install chromium` (Fedora) or `brew install --cask chromium` "
                 "(macOS), so that `chromium` is on the path.")

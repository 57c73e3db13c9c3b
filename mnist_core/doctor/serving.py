"""Where the dashboard would be: its port, its base path; and the browser that its tests need."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.request

from mnist_core.base.source import ROOT
from mnist_core.doctor.check import Answer, bad, good, missing

# the program that `serve` asks; an import would go up the stairs
_LISTENING = "dashboard.server.listening"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def port() -> Answer:
    """Whether ``make run`` could listen, or already does."""
    from mnist_core.base.machine.addresses import default_host
    from mnist_core.base.settings import read_settings

    host = os.environ.get("HOST") or default_host(read_settings().mode)
    number = os.environ.get("PORT") or "8501"
    if number.isdecimal() and _is_the_lab(number):
        return good(f"The lab is running at http://localhost:{number}{_base_path()}.")
    done = subprocess.run([sys.executable, "-m", _LISTENING, host, number], cwd=ROOT,
                          capture_output=True, text=True, timeout=15)
    if done.returncode:
        *_, last = done.stderr.strip().splitlines() or ["The port cannot be looked at."]
        return bad(last if last.endswith(".") else f"{last}.")
    return good(f"{host}:{number} is free.")


def base_path() -> Answer:
    path = _base_path()
    if not re.fullmatch(r"(/[\w.~-]+)*", path):
        return bad(f"The base path {path!r} does not fit into an address: use letters, digits and "
                   "-, such as BASE_PATH=lab.")
    if path:
        return good(f"The lab lies below {path}; a proxy must pass that path on.")
    return good("None: the lab has the host for itself.")


def browser() -> Answer:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        return missing("Chromium is not installed; only the browser tests need it: `apt-get "
                       "install -y chromium`, or any package that puts `chromium` on the path.")
    done = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=15)
    told = done.stdout.strip()
    if done.returncode:
        return bad(f"{found} does not start, which the browser tests need: install it anew.")
    return good(f"{told or 'Chromium'}, {found}.")


def _base_path() -> str:
    config = ROOT / ".streamlit" / "config.toml"
    server = tomllib.loads(config.read_text("utf-8")).get("server", {}) if config.exists() else {}
    path = (os.environ.get("BASE_PATH") or os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH")
            or str(server.get("baseUrlPath", ""))).strip("/")
    return f"/{path}" if path else ""


def _is_the_lab(number: str) -> bool:
    # whatever proxy is set is for other machines
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://localhost:{number}{_base_path()}/api/health", timeout=3) as told:
            return "status" in json.load(told)
    except (OSError, ValueError):
        return False

"""The real dashboard as a process of its own, for tests that come from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

import psutil

from mnist_core.base.source import ROOT
from tests.servers.forked_dashboard import ForkedDashboard

START_SECONDS = 120
END_SECONDS = 20
# the usual one keeps the proxy that was set when it was first used, and a test may have set one
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def dashboard(home: Path, *, base_path: str = "", port: int | None = None, is_forked: bool = True,
              **environment: str) -> Iterator[str]:
    """Start the dashboard with ``home`` as MNIST_HOME; yields its address and ends it again.

    ``base_path`` is where on the host it lies, such as ``/lab``. Where it is not forked it is
    started as a person starts it, with a worker on standby.
    """
    port = port or free_port()
    address = f"http://localhost:{port}{base_path}"
    log = home.with_suffix(".log")
    words = ["streamlit", "run", "app.py", "--server.port", str(port),
             "--server.baseUrlPath", base_path]
    environment = {**os.environ, "MNIST_HOME": str(home), "PYTHONFAULTHANDLER": "1", **environment}
    server: ForkedDashboard | subprocess.Popen[bytes]
    with log.open("wb") as output:
        server = (ForkedDashboard(words, log, environment) if is_forked else
                  subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, stdout=output,
                                   stderr=output, env=environment))
    try:
        _wait_until_it_answers(server, f"{address}/_stcore/health", log)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(END_SECONDS)
        except subprocess.TimeoutExpired as error:
            # its log then says where each of its threads was
            server.send_signal(signal.SIGABRT)
            server.wait(END_SECONDS)
            raise RuntimeError(f"The dashboard did not end:\n{log.read_text()}") from error


def call(url: str, body: dict[str, Any] | None = None) -> Any:
    """GET a URL, or POST a JSON body to it; the decoded answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with OPENER.open(request) as response:
        return json.load(response)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def process_of(address: str) -> psutil.Process:
    """The process of a dashboard that was started here."""
    port = address.rpartition(":")[2]
    # a forked one has its words as one title
    return next(child for child in psutil.Process().children(recursive=True)
                if child.status() != psutil.STATUS_ZOMBIE
                and port in " ".join(child.cmdline()).split())


def _wait_until_it_answers(server: ForkedDashboard | subprocess.Popen[bytes], url: str,
                           log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with OPENER.open(url, timeout=1):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"The dashboard did not start:\n{log.read_text()}")

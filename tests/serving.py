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

from mnist_core.base.source import ROOT

START_SECONDS = 120
# the usual one keeps the proxy that was set when it was first used, and a test may have set one
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def dashboard(home: Path, *, base_path: str = "", port: int | None = None,
              **environment: str) -> Iterator[str]:
    """Start the dashboard with ``home`` as MNIST_HOME; yields its address and ends it again.

    ``base_path`` is where on the host it lies, such as ``/lab``.
    """
    port = port or free_port()
    address = f"http://localhost:{port}{base_path}"
    log = home.with_suffix(".log")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
             "--server.baseUrlPath", base_path],
            cwd=ROOT, stdout=output, stderr=output,
            env={**os.environ, "MNIST_HOME": str(home), **environment})
    try:
        _wait_until_it_answers(server, f"{address}/_stcore/health", log)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            raise


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


def _wait_until_it_answers(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
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

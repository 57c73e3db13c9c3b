"""Shared by the tests of MNIST's files: the real ones, copies of them, and servers that send them.
"""

import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.unit.mnist_folders import TRAIN_IMAGES, copied

Listen = Callable[[Callable[..., BaseHTTPRequestHandler]], str]
Serve = Callable[[Path], str]


@pytest.fixture(scope="session")
def mnist() -> Path:
    """A folder with the four real files, packed."""
    folder = os.environ.get("MNIST_DATA_DIR")
    if not folder or not (Path(folder) / TRAIN_IMAGES).is_file():
        pytest.skip("needs the real files: set MNIST_DATA_DIR to a folder with the four .gz")
    return Path(folder)


@pytest.fixture
def copy(mnist: Path, tmp_path: Path) -> Path:
    """A writable copy of that folder."""
    return copied(mnist, tmp_path / "copy")


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Answer HTTP on this machine with a handler; the address."""
    servers = []

    def start(handler: Callable[..., BaseHTTPRequestHandler]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def serve(listen: Listen) -> Serve:
    """Serve a folder over HTTP; the address of the mirror."""
    def start(folder: Path) -> str:
        folder.mkdir(exist_ok=True)
        return listen(partial(Quiet, directory=str(folder)))
    return start


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any, **kwargs: Any) -> None:
        pass

"""A real S3 server for the tests: SeaweedFS, on free ports, its objects in a folder of its own.

``python -m tests.servers.s3_server`` starts one, says its address, and ends with its
standard input.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import obstore
import pytest
from obstore.store import S3Store

from mnist_core.cluster.object_store import (
    REGION,
    USER,
    client,
    make_bucket,
    program,
    server_command,
)
from tests.servers.ordinary_user import as_ordinary_user, give_to_ordinary_user
from tests.servers.serving import free_port

START_SECONDS = 60.0
KEYS = {USER: "the/lab's+secret", "reader": "the-readers-secret"}


class S3Server:
    """One server, which can be stopped, killed and started again with all that it holds."""

    def __init__(self) -> None:
        # pytest's own folders are closed to an ordinary user
        self._folder = Path(tempfile.mkdtemp(prefix="mnist-s3-"))
        data = self._folder / "data"
        data.mkdir()
        for folder in (self._folder, data):
            give_to_ordinary_user(folder)
        (self._folder / "s3.json").write_text(json.dumps({"identities": [
            _identity("lab", "Admin", "Read", "Write", "List"),
            _identity("reader", "Read", "List")]}))
        self._ports = [free_port() for _ in range(8)]
        self.port = self._ports[0]
        self._process: subprocess.Popen[bytes] | None = None
        # however the tests end, even by SIGKILL: then the pipe closes, and the server goes
        self._watcher = subprocess.Popen(
            ["sh", "-c", f"cat; kill -9 $(cat {self._folder}/pid); rm -rf {self._folder}"],
            stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = server_command(program(), "127.0.0.1", self._ports, self._folder / "data",
                                 self._folder / "s3.json", volume_megabytes=64)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                as_ordinary_user(*command), cwd=self._folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True)
        (self._folder / "pid").write_text(str(self._process.pid))
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"SeaweedFS did not start:\n{self._log.read_text()[-5000:]}")
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it: SIGKILL is a crash."""
        if self._process:
            self._process.send_signal(number)
            self._process.wait(START_SECONDS)
            self._process = None
            # the number may be another process's by now
            (self._folder / "pid").unlink()

    def restart(self, number: int = signal.SIGKILL) -> None:
        self.stop(number)
        self.start()

    def remove(self) -> None:
        self.stop(signal.SIGKILL)
        self._watcher.communicate()

    def url(self, bucket: str, *, prefix: str = "", key: str = "lab", port: int | None = None,
            secret: str | None = None) -> str:
        """What MNIST_ARTIFACTS_URL is set to; ``port`` is that of a line to it, if there is one."""
        secret = (KEYS[key] if secret is None else secret).replace("/", "%2F")
        return (f"s3://{bucket}/{prefix}?endpoint=http://127.0.0.1:{port or self.port}"
                f"&region={REGION}&access_key_id={key}&secret_access_key={secret}")

    def create_bucket(self) -> str:
        """Make an empty one; its name."""
        name = f"lab-{uuid.uuid4().hex}"
        make_bucket(self._store(name))
        return name

    def put(self, bucket: str, key: str, data: bytes) -> None:
        """Write past the lab."""
        obstore.put(self._store(bucket), key, data)

    def keys(self, bucket: str) -> list[str]:
        return sorted(found["path"] for page in obstore.list(self._store(bucket)) for found in page)

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _store(self, bucket: str) -> S3Store:
        return client("127.0.0.1", self.port, bucket, KEYS[USER])

    def _is_ready(self) -> bool:
        """Whether it writes and reads: it answers before it knows where its volumes are."""
        try:
            self.create_bucket()
        except OSError:
            return False
        return True


def _identity(name: str, *actions: str) -> dict[str, object]:
    return {"name": name, "credentials": [{"accessKey": name, "secretKey": KEYS[name]}],
            "actions": list(actions)}


@contextmanager
def running_s3_server() -> Iterator[S3Server]:
    """A server, and nothing of it afterwards."""
    server = S3Server()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """The server that the tests of one session share; each makes a bucket of its own."""
    with running_s3_server() as server:
        yield server


@pytest.fixture
def bucket(s3: S3Server) -> str:
    """The name of a fresh one."""
    return s3.create_bucket()


def main() -> None:
    with running_s3_server() as server:
        print(server.url(server.create_bucket()), os.getpid(), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()

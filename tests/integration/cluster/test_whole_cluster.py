"""``python -m mnist_core cluster``: everything on one machine, ended and found again."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mnist_core.base.source import ROOT
from tests.servers.serving import call, free_port
from tests.waiting import wait_until

RECIPE = {"step": "strategy-1", "set": {"num_train": 1000, "epochs": 1, "batch_size": 50}}
SECONDS = 240.0


@contextmanager
def cluster(home: Path, port: int) -> Iterator[str]:
    """The address of a dashboard; the cluster ends as by Ctrl-C."""
    address = f"http://localhost:{port}"
    with (home / "said").open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "mnist_core", "cluster", "--nodes", "1", "--port", str(port)],
            cwd=ROOT, env={**os.environ, "MNIST_HOME": str(home)}, stdout=said, stderr=said,
            start_new_session=True)
    try:
        wait_until(lambda: b"The lab is at" in (home / "said").read_bytes(), "it is there", SECONDS)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 0, (home / "said").read_text()
        (home / "said").unlink()


@pytest.mark.slow
def test_a_run_is_trained_and_found_again_after_a_second_start() -> None:
    # the path of a socket has an end, and pytest's folders are closed to PostgreSQL's user
    with TemporaryDirectory(prefix="mnist-cluster-") as folder:
        home, port = Path(folder), free_port()
        home.chmod(0o755)
        with cluster(home, port) as address:
            run = call(f"{address}/api/runs", RECIPE)
            path = f"{address}/api/runs/{run['id']}"
            wait_until(lambda: call(path)["state"] == "finished", "it is trained", SECONDS)
            trained = call(path)
            variables = dict(line.split("=", 1) for line in shlex.split(
                (home / "cluster" / "environment").read_text()))
            again = subprocess.run([sys.executable, "-m", "mnist_core", "cluster"], cwd=ROOT,
                                   env={**os.environ, **variables}, capture_output=True, text=True)
            assert (again.returncode, "runs already" in again.stderr) == (2, True)
            for wrong, sentence in (
                    (r"(secret_access_key=)\S+", "refuses the key that was given (Signature"),
                    (r"(://lab:)[^@]+", 'does not let this lab in (password authentication failed '
                                        'for user "lab")')):
                told = subprocess.run(
                    [sys.executable, "-m", "mnist_core", "train", "strategy-1"], cwd=ROOT,
                    env={**os.environ, **{name: re.sub(wrong, r"\1wrong", value)
                                          for name, value in variables.items()}},
                    capture_output=True, text=True)
                assert told.returncode == 1 and sentence in told.stderr, told.stderr
                assert "Traceback" not in told.stderr
        with cluster(home, port):
            assert call(path) == trained

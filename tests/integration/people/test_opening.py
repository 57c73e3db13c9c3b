"""What the terminal says when a class is opened, from the real command."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from mnist_core.base.machine.addresses import network_address
from mnist_core.base.source import ROOT
from tests.servers.serving import free_port
from tests.waiting import wait_until

CODE, KEY = "7B-2026", "a-key-of-the-teacher"


@contextmanager
def served(tmp_path: Path, port: int, *words: str, **settings: str) -> Iterator[Path]:
    """``mnist-lab serve``; yields where its stdout goes."""
    said = tmp_path / "stdout"
    with said.open("wb") as output, (tmp_path / "stderr").open("wb") as errors:
        server = subprocess.Popen(
            [sys.executable, "-m", "mnist_core", "serve", "--port", str(port), *words], cwd=ROOT,
            stdout=output, stderr=errors, env={
                **os.environ, "MNIST_HOME": str(tmp_path / "home"), "MNIST_DATABASE_URL": "",
                "MNIST_DEVICE": "cpu", **settings})
        try:
            yield said
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def test_a_class_is_told_how_to_join_and_can(tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, port, "--base-path", "lab", MNIST_MODE="class", MNIST_CLASS_CODE=CODE,
                MNIST_TEACHER_KEY=KEY) as said:
        wait_until(lambda: "teacher alone" in said.read_text("utf-8"), "it is said", 120)
        text = said.read_text("utf-8")
        address = f"http://{network_address()}:{port}/lab/join"
        assert f"{address}\n" in text and f"{address}#teacher={KEY}\n" in text
        assert "7B2026" in text and "█▀" in text and "\x1b" not in text
        assert "nobody is asked for a password" not in text
        # it listens when it says so
        joined = httpx.post(f"http://{network_address()}:{port}/lab/api/join",
                            json={"code": CODE, "nickname": "Anna"}, trust_env=False)
        assert joined.json()["nickname"] == "Anna"
    assert KEY not in (tmp_path / "stderr").read_text("utf-8"), "the log holds no key"


def test_a_class_on_this_machine_alone_is_told_what_to_do(tmp_path: Path) -> None:
    with served(tmp_path, free_port(), "--host", "localhost", MNIST_MODE="class") as said:
        wait_until(lambda: "HOST=0.0.0.0" in said.read_text("utf-8"), "it is said", 120)


def test_a_mode_without_what_it_needs_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mnist_core", "serve", "--port", str(free_port())], cwd=ROOT,
        capture_output=True, text=True, timeout=120, env={
            **os.environ, "HOME": str(tmp_path), "MNIST_HOME": str(tmp_path / "home"),
            "MNIST_MODE": "login"})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "needs an OpenID Connect provider" in done.stderr

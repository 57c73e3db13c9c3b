"""The steps of the Dockerfile without Docker: its files in a fresh folder, its user, its commands.

Building the image needs a Docker engine and PyTorch's own package index; that part is not tested.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mnist_core.base.source import ROOT
from tests.servers.ordinary_user import as_ordinary_user, give_to_ordinary_user
from tests.servers.serving import call, free_port
from tests.waiting import wait_until

RECIPE = {"step": "strategy-1", "set": {"num_train": 1000, "epochs": 1, "batch_size": 50}}
LONG = {"step": "strategy-1", "set": {"num_train": 10_000, "epochs": 50, "device": "cpu"}}


def instructions(keyword: str) -> list[str]:
    """What follows a keyword in the Dockerfile's last stage, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    stage = re.split(r"^FROM .*$", text, flags=re.MULTILINE)[-1]
    return re.findall(rf"^{keyword} (.*)$", stage, re.MULTILINE)


@dataclass(frozen=True)
class Container:
    """A folder that stands for the image, one for its volume, and the server that runs there."""

    image: Path
    data: Path
    environment: dict[str, str]
    server: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.environment['PORT']}"

    def run(self, keyword: str) -> subprocess.CompletedProcess[str]:
        """Run what an instruction names, as Docker would."""
        command = json.loads(instructions(keyword)[0].partition("CMD ")[2])
        return subprocess.run(as_ordinary_user(*command), cwd=self.image, env=self.environment,
                              capture_output=True, text=True)


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    folder = tmp_path_factory.mktemp("container")
    # pytest's folders are for their owner alone
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    image, data = folder / "lab", folder / "data"
    image.mkdir()
    data.mkdir()
    give_to_ordinary_user(data)
    for source, target in (line.split() for line in instructions("COPY")
                           if not line.startswith("--from")):
        copy(ROOT / source, image / target)
    for path in (image, *image.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    environment = image_environment(data)
    command = json.loads(instructions("CMD")[0])
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(as_ordinary_user(*command), cwd=image, env=environment,
                                  stdout=log, stderr=log)
    try:
        yield Container(image, data, environment, server)
    finally:
        if server.poll() is None:
            server.kill()
        server.wait()
        print((folder / "log").read_text())


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def image_environment(data: Path) -> dict[str, str]:
    """The Dockerfile's variables, with this interpreter's packages and the test's folder."""
    pairs = dict(pair.split("=", 1) for pair in instructions("ENV")[0].split())
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {name: value.replace("/data", str(data)) for name, value in pairs.items()} | {
        "PATH": path, "PORT": str(free_port()),
        **{name: os.environ[name] for name in ("MNIST_DATA_DIR",) if name in os.environ}}


def test_the_image_holds_every_file_that_the_lab_needs() -> None:
    copied = {line.split()[0] for line in instructions("COPY") if not line.startswith("--from")}
    assert {"app.py", ".streamlit", "pages", "dashboard", "mnist_core", "reference"} <= copied
    # what is copied must not be kept back from Docker
    allowed = set((ROOT / ".dockerignore").read_text().split())
    assert {f"!{name}" for name in copied} <= allowed


@pytest.mark.slow
def test_an_ordinary_user_trains_a_run_in_it_and_writes_nowhere_else(container: Container) -> None:
    wait_until(lambda: container.run("HEALTHCHECK").returncode == 0, "the container is healthy", 90)
    run = call(f"{container.address}/api/runs", RECIPE)["id"]
    shown = f"{container.address}/api/runs/{run}"

    def has_ended() -> bool:
        state = call(shown)["state"]
        assert state in ("queued", "running", "finished"), call(shown)["error"]
        return bool(state == "finished")
    wait_until(has_ended, "the run is finished", 120)
    assert (container.data / "lab.db").exists()
    # the loops that were compiled for this CPU, for every later process
    assert any((container.data / "compiled").rglob("*.nbi"))
    assert not list(container.image.rglob("__pycache__"))


@pytest.mark.slow
def test_stopping_it_leaves_a_run_that_can_go_on(container: Container) -> None:
    run = call(f"{container.address}/api/runs", LONG)["id"]
    shown = f"{container.address}/api/runs/{run}"
    wait_until(lambda: call(shown)["position"] > 0, "the run trains", 90)
    container.server.send_signal(signal.SIGTERM)
    container.server.wait(30)
    listed = subprocess.run(
        as_ordinary_user(sys.executable, "-m", "mnist_core", "runs", "--json"),
        cwd=container.image, env=container.environment, capture_output=True, text=True, check=True)
    assert {one["id"]: one["state"] for one in json.loads(listed.stdout)}[run] == "interrupted"
    assert list((container.data / "runs" / str(run)).rglob("checkpoint*"))
    assert container.run("HEALTHCHECK").returncode == 1

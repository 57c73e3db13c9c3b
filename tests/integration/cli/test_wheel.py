"""The wheel holds all that the lab needs, and the lab runs from it without its source tree."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from zipfile import ZipFile

import pytest

from dashboard.components.modules import address_of
from mnist_core.base.source import ROOT
from tests.servers.serving import OPENER, call, free_port
from tests.waiting import wait_until

# what only npm and the TypeScript compiler read
FOR_MAKERS = ("package.json", "package-lock.json", "tsconfig.json", ".d.ts")
BESIDE_PACKAGES = ("app.py", "pages", "reference", ".streamlit", "requirements.txt")


def kept_files(*paths: str) -> list[str]:
    """What git knows below these paths, as the source tree has it now."""
    told = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard",
                           "--", *paths], cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted({name for name in told.stdout.split("\0") if name and (ROOT / name).exists()})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in kept_files("setup.py", "pyproject.toml", "README.md", "LICENSE", "mnist_core",
                           "dashboard", *BESIDE_PACKAGES):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index",
                    "--no-build-isolation", "--wheel-dir", target, "."], cwd=source, check=True)
    built, = target.iterdir()
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where packages lie, with the wheel unpacked as pip would."""
    folder = tmp_path_factory.mktemp("site-packages")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def python(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Python in a folder of its own, to which only the wheel is known of the lab."""
    return subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True,
                          timeout=60, env=environment(site, folder))


def environment(site: Path, folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(site), "MNIST_HOME": str(folder / "home")}


def test_it_holds_what_git_knows_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    packages = [name for name in kept_files("mnist_core", "dashboard")
                if not name.endswith(FOR_MAKERS)]
    assert held == {*packages,
                    *(f"mnist_drilldown/{name}" for name in kept_files(*BESIDE_PACKAGES))}
    assert "dashboard/components/shared/client/client.js" in held
    assert "mnist_drilldown/reference/strategy-4@1/weights.safetensors" in held


def test_its_command_is_the_command_line(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "mnist-lab = mnist_core.__main__:main" in archive.read(name).decode()


def test_it_describes_a_step_without_the_source_tree(site: Path, tmp_path: Path) -> None:
    done = python(site, tmp_path, "-m", "mnist_core", "describe", "strategy-4")
    assert done.returncode == 0, done.stderr
    assert "9,436 parameters" in done.stdout


def test_a_notebook_finds_the_reference_runs_in_it(site: Path, tmp_path: Path) -> None:
    done = python(site, tmp_path, "-c", "import mnist_core as lab; print(lab.__file__); "
                  "print(len(lab.run('strategy-4@1').history))")
    assert done.stdout.splitlines() == [str(site / "mnist_core" / "__init__.py"), "15"], done.stderr


@pytest.mark.slow
def test_its_server_answers_without_the_source_tree(site: Path, tmp_path: Path) -> None:
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mnist_core", "serve", "--port", str(port), "--base-path",
             "/lab"], cwd=tmp_path, stdout=log, stderr=log, env=environment(site, tmp_path))
    address = f"http://localhost:{port}/lab"
    try:
        wait_until(lambda: answers(f"{address}/_stcore/health"), "it serves")
        assert call(f"{address}/api/steps")
        client = address_of("dashboard/components/shared/client/client.js")
        with OPENER.open(f"{address}/{client}") as module:
            assert b"export" in module.read()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def answers(address: str) -> bool:
    try:
        return bool(OPENER.open(address).read() == b"ok")
    except URLError:
        return False

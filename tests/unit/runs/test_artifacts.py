"""What every store of artifacts promises, and how the one of folders keeps it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mnist_core.base.settings import Settings
from mnist_core.base.source import ROOT
from mnist_core.runs.artifacts.artifacts import (
    BEST_WEIGHTS,
    CHECKPOINT,
    PREVIOUS_CHECKPOINT,
    WORKER_LOG,
    ArtifactStore,
)
from mnist_core.runs.artifacts.folder_artifacts import FolderArtifacts
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from tests.sqlite_artifacts import SqliteArtifacts
from tests.waiting import wait_until

pytestmark = pytest.mark.long

# where the address stands of the store that a home has elsewhere
ADDRESS = "address"
STORES: dict[str, Callable[[Path], ArtifactStore]] = {
    "folder": lambda home: FolderArtifacts(home / "runs"),
    "sqlite": lambda home: SqliteArtifacts(home / "artifacts.db", home / "logs"),
    "s3": lambda home: open_artifacts(Settings(
        home=home, artifacts_url=(home / ADDRESS).read_text()))}
# a process that the client of a bucket has threads in cannot be forked
WRITER = """
import sys
from pathlib import Path
from tests.unit.runs.test_artifacts import write_on
write_on(sys.argv[1], Path(sys.argv[2]))
"""


def write_on(kind: str, home: Path) -> None:
    """Large artifacts, one after the other, until the process is killed."""
    artifacts = STORES[kind](home)
    for number in range(1_000_000):
        artifacts.write(1, CHECKPOINT, bytes([number % 256]) * 3_000_000, 1)


@pytest.fixture(params=STORES)
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a store that can be opened."""
    if request.param == "s3":
        s3 = request.getfixturevalue("s3")
        (tmp_path / ADDRESS).write_text(s3.url(s3.create_bucket(), prefix="our/lab"))
    return str(request.param)


@pytest.fixture
def reopen(kind: str, tmp_path: Path) -> Callable[[], ArtifactStore]:
    """Open the one store anew, as another process does."""
    return lambda: STORES[kind](tmp_path)


@pytest.fixture
def artifacts(reopen: Callable[[], ArtifactStore]) -> ArtifactStore:
    return reopen()


def test_what_is_written_is_read_by_whoever_opens_the_store(
        artifacts: ArtifactStore, reopen: Callable[[], ArtifactStore]) -> None:
    assert artifacts.read(1, CHECKPOINT) is None and artifacts.version(1, CHECKPOINT) is None
    artifacts.write(1, CHECKPOINT, b"first")
    artifacts.write(2, CHECKPOINT, b"of another run")
    artifacts.sync(1)
    assert [reopen().read(run, CHECKPOINT) for run in (1, 2, 3)] == [
        b"first", b"of another run", None]


def test_a_version_changes_with_every_write_and_with_nothing_else(artifacts: ArtifactStore) -> None:
    versions = set()
    for number in range(20):
        artifacts.write(1, CHECKPOINT, f"{number}".encode(), 1)
        versions.add(artifacts.version(1, CHECKPOINT))
    assert len(versions) == 20
    version = artifacts.version(1, CHECKPOINT)
    artifacts.write(1, BEST_WEIGHTS, b"other", 1)
    artifacts.sync(1, 1)
    assert artifacts.version(1, CHECKPOINT) == version


def test_names_list_what_can_be_read(artifacts: ArtifactStore) -> None:
    assert artifacts.names(1) == []
    artifacts.write(1, CHECKPOINT, b"first", 1)
    artifacts.write(1, BEST_WEIGHTS, b"best", 1)
    assert set(artifacts.names(1)) == {CHECKPOINT, BEST_WEIGHTS}
    artifacts.remove(1, BEST_WEIGHTS, 1)
    artifacts.remove(1, "never there", 1)
    assert artifacts.names(1) == [CHECKPOINT]


def test_an_artifact_is_kept_under_another_name(artifacts: ArtifactStore) -> None:
    artifacts.keep(1, CHECKPOINT, PREVIOUS_CHECKPOINT, 1)
    assert artifacts.names(1) == []
    for data in (b"first", b"second", b"third"):
        artifacts.keep(1, CHECKPOINT, PREVIOUS_CHECKPOINT, 1)
        artifacts.write(1, CHECKPOINT, data, 1)
    assert artifacts.read(1, CHECKPOINT) == b"third"
    assert artifacts.read(1, PREVIOUS_CHECKPOINT) == b"second"


def test_a_deleted_run_leaves_nothing_and_others_stay(artifacts: ArtifactStore) -> None:
    for run in (1, 12):
        artifacts.write(run, CHECKPOINT, b"data", 1)
        with artifacts.open_log(run) as log:
            log.write(b"a line\n")
    assert sorted(artifacts.runs()) == [1, 12]
    artifacts.delete(1)
    artifacts.delete(7)
    assert artifacts.runs() == [12]
    assert artifacts.names(1) == [] and artifacts.read(1, WORKER_LOG) is None
    assert artifacts.read(12, CHECKPOINT) == b"data"


def test_each_run_has_a_place_of_its_own(artifacts: ArtifactStore,
                                         reopen: Callable[[], ArtifactStore]) -> None:
    assert artifacts.place(1) != artifacts.place(2)
    assert artifacts.place(1) == reopen().place(1)


def test_a_worker_begins_with_its_predecessors_files(artifacts: ArtifactStore) -> None:
    artifacts.write(1, CHECKPOINT, b"first", 1)
    version = artifacts.version(1, CHECKPOINT)
    for _ in range(2):
        artifacts.adopt(1, 2)
        assert artifacts.read(1, CHECKPOINT) == b"first"
    assert artifacts.version(1, CHECKPOINT) == version, "nobody need read it again"


def test_a_worker_that_was_given_up_for_dead_changes_nothing_that_is_read(
        artifacts: ArtifactStore) -> None:
    artifacts.write(1, CHECKPOINT, b"first", 1)
    artifacts.adopt(1, 2)
    artifacts.write(1, CHECKPOINT, b"late", 1)
    assert artifacts.read(1, CHECKPOINT) == b"first"
    artifacts.write(1, CHECKPOINT, b"second", 2)
    artifacts.write(1, BEST_WEIGHTS, b"late", 1)
    artifacts.keep(1, CHECKPOINT, PREVIOUS_CHECKPOINT, 1)
    artifacts.remove(1, CHECKPOINT, 1)
    assert artifacts.names(1) == [CHECKPOINT]
    assert artifacts.read(1, CHECKPOINT) == b"second"
    artifacts.adopt(1, 3)
    assert artifacts.read(1, CHECKPOINT) == b"second"


def test_who_holds_no_lease_replaces_what_is_read(artifacts: ArtifactStore) -> None:
    artifacts.write(1, CHECKPOINT, b"first", 4)
    artifacts.write(1, CHECKPOINT, b"second")
    assert artifacts.read(1, CHECKPOINT) == b"second"
    artifacts.adopt(1, 5)
    assert artifacts.read(1, CHECKPOINT) == b"second"


def test_the_output_of_a_worker_is_its_log_under_every_lease(artifacts: ArtifactStore) -> None:
    for word in ("first", "second"):
        with artifacts.open_log(1) as log:
            subprocess.run([sys.executable, "-c", f"print('{word}')"], stdout=log, check=True)
        artifacts.adopt(1, 1 if word == "first" else 2)
    assert (artifacts.read(1, WORKER_LOG) or b"").split() == [b"first", b"second"]
    assert artifacts.names(1) == [WORKER_LOG]


def test_a_snapshot_holds_what_is_read_and_stays_as_it_was(artifacts: ArtifactStore,
                                                           tmp_path: Path) -> None:
    artifacts.write(1, CHECKPOINT, b"first", 1)
    artifacts.write(1, BEST_WEIGHTS, b"best", 1)
    artifacts.snapshot(1, tmp_path / "snapshot")
    artifacts.write(1, CHECKPOINT, b"second", 1)
    artifacts.delete(1)
    assert {file.name: file.read_bytes() for file in (tmp_path / "snapshot").iterdir()} == {
        CHECKPOINT: b"first", BEST_WEIGHTS: b"best"}


def test_a_store_that_was_put_aside_is_empty_and_takes_everything_back(
        artifacts: ArtifactStore, tmp_path: Path) -> None:
    assert artifacts.is_empty()
    for run, lease in ((1, 1), (12, 3)):
        artifacts.write(run, CHECKPOINT, bytes([run]), lease)
        artifacts.write(run, BEST_WEIGHTS, b"best", lease)
    snapshots = tmp_path / "snapshots"
    for run in artifacts.runs():
        artifacts.snapshot(run, snapshots / str(run))
    artifacts.put_aside(tmp_path / "aside")
    assert artifacts.is_empty() and artifacts.runs() == []
    assert len([file for file in (tmp_path / "aside").rglob("*") if file.is_file()]) == 4
    artifacts.restore(snapshots)
    assert sorted(artifacts.runs()) == [1, 12] and not artifacts.is_empty()
    assert artifacts.read(12, CHECKPOINT) == b"\x0c" and artifacts.read(1, BEST_WEIGHTS) == b"best"
    artifacts.write(12, CHECKPOINT, b"later", 4)
    assert artifacts.read(12, CHECKPOINT) == b"later"


def test_a_snapshot_beside_workers_that_take_the_run_lacks_nothing(artifacts: ArtifactStore,
                                                                   tmp_path: Path) -> None:
    for name in (CHECKPOINT, BEST_WEIGHTS):
        artifacts.write(1, name, b"data", 1)
    ended = threading.Event()

    def take() -> None:
        for lease in range(2, 40):
            artifacts.adopt(1, lease)
        ended.set()
    thread = threading.Thread(target=take)
    thread.start()
    taken = 0
    while not ended.is_set() or not taken:
        artifacts.snapshot(1, tmp_path / f"{taken}")
        assert {file.name for file in (tmp_path / f"{taken}").iterdir()} == {
            CHECKPOINT, BEST_WEIGHTS}
        assert artifacts.read(1, CHECKPOINT) == b"data"
        taken += 1
    thread.join()


def writing(kind: str, home: Path) -> int:
    """The number of a new process that writes on."""
    if kind == "s3":
        return subprocess.Popen([sys.executable, "-c", WRITER, kind, str(home)], cwd=ROOT).pid
    if process := os.fork():
        return process
    try:
        write_on(kind, home)
    finally:
        os._exit(1)


def test_a_killed_writer_leaves_a_whole_artifact(kind: str, tmp_path: Path) -> None:
    artifacts = STORES[kind](tmp_path)
    for _ in range(1 if kind == "s3" else 3):
        artifacts.remove(1, CHECKPOINT, 1)
        writer = writing(kind, tmp_path)
        wait_until(lambda: artifacts.version(1, CHECKPOINT), "it writes", 60)
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        data = artifacts.read(1, CHECKPOINT)
        assert data is not None and len(data) == 3_000_000 and len(set(data)) == 1
        assert artifacts.names(1) == [CHECKPOINT]


def test_folders_of_leases_that_are_over_are_removed(tmp_path: Path) -> None:
    artifacts = FolderArtifacts(tmp_path)
    artifacts.write(1, CHECKPOINT, b"first", 1)
    artifacts.adopt(1, 2)
    artifacts.write(1, CHECKPOINT, b"late", 1)
    artifacts.adopt(1, 3)
    assert [folder.name for folder in (tmp_path / "1").iterdir()] == ["lease-3"]


@pytest.mark.parametrize("has_links", [True, False])
def test_files_of_before_there_were_leases_are_read_and_adopted(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    artifacts, folder = FolderArtifacts(tmp_path), tmp_path / "1"
    folder.mkdir()
    (folder / CHECKPOINT).write_bytes(b"old")
    (folder / WORKER_LOG).write_bytes(b"log")
    assert artifacts.read(1, CHECKPOINT) == b"old"
    if not has_links:
        def link(*_: object) -> None:
            raise OSError("no hard links here")
        monkeypatch.setattr("os.link", link)
    artifacts.adopt(1, 1)
    assert artifacts.read(1, CHECKPOINT) == b"old"
    assert artifacts.read(1, WORKER_LOG) == b"log"
    assert not (folder / CHECKPOINT).exists()
    assert set(artifacts.names(1)) == {CHECKPOINT, WORKER_LOG}


def test_what_all_machines_share_is_no_runs(reopen: Callable[[], ArtifactStore], kind: str,
                                            tmp_path: Path) -> None:
    store = (FolderArtifacts(tmp_path / "runs", is_shared=True) if kind == "folder" else reopen())
    files = store.shared_files("data/mnist")
    if files is None:
        assert kind == "sqlite", "of one machine"
        return
    assert files.names() == set() and files.read("a.gz") is None
    files.write("a.gz", b"first")
    files.write("a.gz", b"second")
    files.write("b.gz", b"")
    assert files.names() == {"a.gz", "b.gz"} and files.read("a.gz") == b"second"
    assert store.runs() == []
    files.remove("a.gz")
    files.remove("a.gz")
    assert files.names() == {"b.gz"} and files.read("a.gz") is None


def test_a_home_of_one_machine_shares_nothing(tmp_path: Path) -> None:
    assert FolderArtifacts(tmp_path / "runs").shared_files("data/mnist") is None

"""Files of a run: each worker writes into its own lease's folder, and the highest is read."""

from pathlib import Path

import pytest

from mnist_core.runs.artifacts.artifacts import BEST_WEIGHTS, CHECKPOINT, WORKER_LOG, Artifacts


@pytest.fixture
def artifacts(tmp_path: Path) -> Artifacts:
    return Artifacts(tmp_path / "runs")


def test_a_worker_begins_with_its_predecessors_files(artifacts: Artifacts) -> None:
    artifacts.write(1, CHECKPOINT, b"first", 1)
    version = artifacts.version(1, CHECKPOINT)
    artifacts.adopt(1, 2)
    assert artifacts.read(1, CHECKPOINT) == b"first"
    assert artifacts.version(1, CHECKPOINT) == version, "nobody need read it again"


def test_a_worker_that_was_given_up_for_dead_changes_nothing_that_is_read(
        artifacts: Artifacts) -> None:
    artifacts.write(1, CHECKPOINT, b"first", 1)
    artifacts.adopt(1, 2)
    artifacts.write(1, CHECKPOINT, b"late", 1)
    assert artifacts.read(1, CHECKPOINT) == b"first"
    artifacts.write(1, CHECKPOINT, b"second", 2)
    artifacts.write(1, BEST_WEIGHTS, b"late", 1)
    assert artifacts.read(1, CHECKPOINT) == b"second"
    assert artifacts.read(1, BEST_WEIGHTS) is None
    artifacts.adopt(1, 3)
    assert artifacts.read(1, CHECKPOINT) == b"second"
    assert [folder.name for folder in artifacts.log_file(1).parent.iterdir()] == ["lease-3"]


@pytest.mark.parametrize("has_links", [True, False])
def test_files_of_before_there_were_leases_are_read_and_adopted(
        artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    folder = artifacts.log_file(1).parent
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
    assert {file.name for file in artifacts.files(1)} == {CHECKPOINT, WORKER_LOG}

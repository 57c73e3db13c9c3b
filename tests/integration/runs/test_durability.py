"""What was answered as saved is on the disk: the calls that put it there, counted by strace."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from mnist_core.base.source import ROOT
from mnist_core.runs.artifacts.artifacts import BEST_PREDICTIONS, BEST_WEIGHTS, LAST_PREDICTIONS
from tests.integration.saving import NUM_QUICK

SAVED = (
    "submitted", "named", "noted", "drawn", "drawing deleted", "own recipe kept",
    "own recipe deleted", "deleted", "undone", "paused in the queue", "resumed", "pause asked",
    "paused", "checkpoint", "finished",
)
SYNC = re.compile(r"f(?:data)?sync\(\d+<(.+)>\)")


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """By what was answered: the files and folders below the home that were put on the disk for it.
    """
    if shutil.which("strace") is None:
        assert not os.environ.get("REQUIRE_STRACE"), "strace is missing"
        pytest.skip("strace is not installed: apt-get install -y strace")
    home, trace = tmp_path_factory.mktemp("saving"), tmp_path_factory.mktemp("trace") / "calls"
    subprocess.run(
        ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o", str(trace),
         sys.executable, "-m", "tests.integration.saving", str(home)],
        cwd=ROOT, check=True, capture_output=True, timeout=120)
    found: dict[str, list[str]] = {}
    calls: list[str] = []
    for line in trace.read_text(errors="replace").splitlines():
        if sync := SYNC.search(line):
            calls.append(os.path.relpath(sync[1], home))
        elif answer := re.search(r'"done: (.+?)"', line):
            found[answer[1]], calls = calls, []
    return found


@pytest.mark.parametrize("what", SAVED)
def test_what_a_person_saved_is_on_the_disk_when_it_is_answered(
        synced: dict[str, list[str]], what: str) -> None:
    assert "lab.db-wal" in synced[what]


def test_the_batches_of_a_training_do_not_wait_for_the_disk(synced: dict[str, list[str]]) -> None:
    assert synced[f"{NUM_QUICK - 1} batches"] == []


def test_a_checkpoint_comes_after_its_batches_and_before_its_folder(
        synced: dict[str, list[str]]) -> None:
    batches, checkpoint, folder = synced["checkpoint"]
    assert batches == "lab.db-wal"
    assert checkpoint.startswith("runs/1/lease-1/.checkpoint.pt.")
    assert folder == "runs/1/lease-1", "the new name of the file"


def test_the_files_of_an_epoch_are_on_the_disk_before_the_checkpoint_that_names_them(
        synced: dict[str, list[str]]) -> None:
    files = [name.removeprefix("runs/1/lease-1/.").rpartition(".")[0] for name in synced["epoch"]
             if name.startswith("runs/1/lease-1/")]
    assert files == [LAST_PREDICTIONS, BEST_PREDICTIONS, BEST_WEIGHTS]

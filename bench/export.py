"""What a bundle takes, and fifty runs on their way to another lab: ``python -m bench.export``."""

import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import numpy as np
import torch

from bench.report import machine, table
from mnist_core.base.settings import Settings, read_settings
from mnist_core.data.mnist import Dataset, at_hand
from mnist_core.export.archive import zip_bytes
from mnist_core.export.bundle import bundle
from mnist_core.export.exported_run import exported_run
from mnist_core.importing.importing import import_runs
from mnist_core.ladders import LADDERS
from mnist_core.reference.records import typical_run
from mnist_core.runs.database.run import Run
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.own_runs.own_weights import trained_network
from mnist_core.runs.records.store import Store, open_store
from mnist_core.trained.trained import Trained

NUM_RUNS = 50
STEP = "strategy-4"
QUICK = ("--epochs", "2", "--set", "num_train=4000")


@dataclass(frozen=True)
class Packed:
    """A ZIP file; the seconds to read the run with its test digits, then to write the files, by
    the clock, and the CPU's for both."""

    content: bytes
    reading: float
    writing: float
    cpu: float


def packed(trained: Trained, data: Dataset | None) -> Packed:
    begun, cpu = time.perf_counter(), time.process_time()
    run = exported_run(trained, data)
    was_read = time.perf_counter()
    content = zip_bytes(bundle(run))
    return Packed(content, was_read - begun, time.perf_counter() - was_read,
                  time.process_time() - cpu)


def of_steps(data: Dataset | None) -> list[list[str]]:
    """A row for the last step of each ladder, by the bundle of its reference run."""
    rows = []
    for ladder in LADDERS:
        run = typical_run(ladder.steps[-1].id)
        if run is None:
            continue
        found = packed(run, data)
        rows.append([run.step_id, f"{run.parameters:,}", f"{len(found.content) / 1e6:.2f}",
                     f"{found.reading:.1f}", f"{found.writing:.2f}", f"{found.cpu:.1f}"])
    return rows


def opened(home: Path) -> Store:
    return open_store(Settings(home=home, database_url=f"sqlite:///{home}/lab.db"))


def settings_of(home: Path) -> Settings:
    return Settings(home=home, data_dir=read_settings().data_dir)


def train(home: Path) -> None:
    subprocess.run([sys.executable, "-m", "mnist_core", "train", STEP, *QUICK, "--json"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={**os.environ, "MNIST_HOME": str(home), "MNIST_DATABASE_URL": ""})


def fifty(store: Store, home: Path, content: bytes, data: Dataset | None) -> list[int]:
    """As many runs of one training, which differ by the time of an epoch and by their names."""
    numbers = []
    with ZipFile(BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for number in range(NUM_RUNS):
        rows = files["epochs.csv"].decode().splitlines()
        rows[1] = f"{rows[1].rpartition(',')[0]},{10 + number}.5"
        changed = files | {"epochs.csv": "\n".join(rows).encode()}
        run, = import_runs(store, settings_of(home), BytesIO(zip_bytes(changed.items())), "it",
                           data)
        store.rename(run.run.id, f"number {number}")
        numbers.append(run.run.id)
    return numbers


def same(store: Store, run_id: int, other: Store, other_id: int) -> bool:
    """Recipe, figures, curve, answers and weights are the same bits."""
    mine, theirs = store.run(run_id), other.run(other_id)
    answers = [(store.evaluation(run_id, best=best), other.evaluation(other_id, best=best))
               for best in (True, False)]
    weights = [trained_network(lab, run, best=True).state_dict()
               for lab, run in ((store, mine), (other, theirs))]
    curve, other_curve = store.curve(run_id), other.curve(other_id)
    return (recorded(mine) == recorded(theirs)
            and store.epochs(run_id) == other.epochs(other_id)
            and all(np.array_equal(getattr(curve, name), getattr(other_curve, name))
                    for name in ("loss", "correct", "lr"))
            and all(one and two and np.array_equal(one.log_probabilities, two.log_probabilities)
                    for one, two in answers)
            and all(torch.equal(tensor, weights[1][name]) for name, tensor in weights[0].items()))


def recorded(run: Run) -> dict[str, Any]:
    return {name: value for name, value in asdict(run).items() if name not in DIFFERENT}


DIFFERENT = ("id", "lease", "created", "imported", "kept_at")
"""What a run of another lab has of its own here."""


def main() -> None:
    data = at_hand(read_settings())
    print(f"{machine()}; n = 1 each.\n")
    rows = of_steps(data)
    print("The bundle of the reference run of each ladder's last step. Its network reads the test "
          "digits once more; own runs have that recorded:\n")
    print(table(["step", "parameters", "MB", "to read the digits, s", "to write, s", "CPU s"],
                rows))
    with TemporaryDirectory() as folder:
        here, there = Path(folder) / "here", Path(folder) / "there"
        for home in (here, there):
            home.mkdir()
        train(here)
        store, other = opened(here), opened(there)
        first = packed(OwnRun(store, store.run(1)), data)
        numbers = fifty(store, here, first.content, data)
        exported = [packed(OwnRun(store, store.run(number)), data) for number in numbers]
        imported, seconds = [], []
        for found in exported:
            begun = time.perf_counter()
            run, = import_runs(other, settings_of(there), BytesIO(found.content), "it", data)
            seconds.append(time.perf_counter() - begun)
            imported.append(run.run.id)
        num_same = sum(same(store, number, other, there_as)
                       for number, there_as in zip(numbers, imported, strict=True))
        print(f"\n{NUM_RUNS} own runs of {STEP} (2 epochs), exported and imported one by one: "
              f"{num_same} of {NUM_RUNS} have the same bits of recipe, figures, curve, answers and "
              "weights.\n")
        taken = [found.reading + found.writing for found in exported]
        size = median(len(found.content) for found in exported) / 1e6
        print(table(["", "in all, s", "a run, median s", "a run, most s", "a run, MB"], [
            ["export", f"{sum(taken):.1f}", f"{median(taken):.2f}", f"{max(taken):.2f}",
             f"{size:.2f}"],
            ["import", f"{sum(seconds):.1f}", f"{median(seconds):.2f}", f"{max(seconds):.2f}",
             ""]]))
        store.close()
        other.close()


if __name__ == "__main__":
    main()

"""A lab for tests that train real runs: a home of its own, and what a run in it came to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch
from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings, read_settings
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.runs.artifacts.artifacts import CHECKPOINT
from mnist_core.runs.database.run import Run
from mnist_core.runs.database.tables.epochs import CurveRow
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.queue.launcher import Launcher
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.turns.queue_order import Waiting
from mnist_core.runs.turns.taking_turns import Turn, take_turns
from mnist_core.runs.worker.process import WORKER
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.training.checkpoint import TrainingState, from_bytes
from tests.servers.forked_workers import ForkedWorkers
from tests.waiting import wait_until

LAYERS = ("conv3x3(8,s2) relu bn drop(.1) maxpool2 conv3x3(12) relu bn drop(.1) gap conv1x1(10) "
          "flatten")
EPOCHS = 4
NUM_BATCHES = 188
NOTICE_SECONDS = 10.0

# what must be true of SQLite and of PostgreSQL: a test of it runs twice
either_database = pytest.mark.parametrize("lab", ["sqlite", "postgresql"], indirect=True)


def recipe_of(**settings: Any) -> Recipe:
    """Some seconds of training: 4 epochs of 188 batches, the last of them with 8 digits."""
    return read_recipe({
        "layers": LAYERS, "num_train": 3000, "batch_size": 16, "epochs": EPOCHS, "device": "cpu",
        "rotation": {"degrees": 7}, "optimiser": {"kind": "sgd", "lr": 0.05},
        "schedule": {"kind": "one-cycle"}, **settings})


def take_next(store: Store, max_running: int | None = None, *,
              can_train: Callable[[Waiting], bool] = lambda _: True,
              on_cluster: bool = False) -> Turn | None:
    """Give the next run of the queue to this process; None where none may start."""
    turns = take_turns(store.engine, str(this_process()), (), can_train, 1, max_running,
                       store.fair, on_cluster=on_cluster)
    return turns[0] if turns else None


@dataclass(frozen=True)
class Lab:
    """A home of its own, with what a server would open in it."""

    settings: Settings
    store: Store

    def queue(self, *, launcher: Launcher | None = None) -> RunQueue:
        """Its workers are forked, if no other launcher is given."""
        return RunQueue(self.store, self.settings, launcher=launcher or ForkedWorkers(
            self.store.artifacts, self.settings.slots))

    def queue_of_processes(self, *, standby: bool = False) -> RunQueue:
        """As a server has it."""
        return RunQueue(self.store, self.settings, standby=standby)

    def create(self, **settings: Any) -> int:
        # one thread: on batches this small they only wait for each other
        return self.store.create(recipe_of(**settings), threads=1).id

    def state(self, run_id: int) -> str:
        return self.store.run(run_id).state

    def position(self, run_id: int) -> int:
        return self.store.run(run_id).position

    def wait_for_state(self, run_id: int, state: str, seconds: float = 90) -> Run:
        def has_come() -> Run | None:
            run = self.store.run(run_id)
            # a run that ended badly will not come to another state by itself
            assert run.state in (state, "queued", "running", "paused"), (run.state, run.error)
            return run if run.state == state else None
        return wait_until(has_come, f"run {run_id} is {state}", seconds)

    def wait_for_position(self, run_id: int, position: int) -> None:
        wait_until(lambda: self.position(run_id) >= position,
                   f"run {run_id} has trained {position} batches", 90)

    def workers(self, run_id: int) -> list[psutil.Process]:
        """The worker processes of a run that this process started."""
        found = []
        for process in psutil.Process().children(recursive=True):
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            if f"{WORKER} {run_id} " in " ".join(process.cmdline()):
                found.append(process)
        return found

    def moment(self, run_id: int) -> TrainingState:
        data = self.store.artifacts.read(run_id, CHECKPOINT)
        assert data is not None
        return from_bytes(data)


def open_lab(home: Path, monkeypatch: pytest.MonkeyPatch, **environment: str) -> Lab:
    monkeypatch.delenv("MNIST_DATABASE_URL", raising=False)
    for name, value in {"MNIST_HOME": str(home), "MNIST_DEVICE": "cpu", "MNIST_SLOTS": "1",
                        **environment}.items():
        monkeypatch.setenv(name, value)
    if data_dir := read_settings().data_dir:
        monkeypatch.setenv("MNIST_DATA_DIR", str(data_dir))
    # a server may be started from anywhere
    monkeypatch.chdir(home)
    settings = read_settings()
    return Lab(settings, open_store(settings))


@dataclass(frozen=True)
class Result:
    """What a run came to: the same bits in every run of one recipe."""

    curve: BatchCurve
    epochs: list[Any]
    weights: dict[str, torch.Tensor]
    log_probabilities: np.ndarray[Any, Any]


def result_of(lab: Lab, run_id: int) -> Result:
    """The result of a finished run, after a look that its curve has no gap and no overlap."""
    run = lab.store.run(run_id)
    assert run.state == "finished"
    assert run.position == run.total_batches
    assert run.epochs_done == run.recipe.epochs
    with Session(lab.store.engine) as session:
        rows = session.scalars(select(CurveRow).where(CurveRow.run_id == run_id)
                               .order_by(CurveRow.first)).all()
    end = 0
    for row in rows:
        assert row.first == end, "a batch is missing or told twice"
        end += len(row.values) // 12
    assert end == run.total_batches
    evaluation = lab.store.evaluation(run_id)
    assert evaluation is not None
    epochs = [replace(epoch, seconds=0) for epoch in lab.store.epochs(run_id)]
    return Result(lab.store.curve(run_id), epochs, lab.moment(run_id).model,
                  evaluation.log_probabilities)


def assert_same_bits(one: Result, other: Result) -> None:
    for name in ("loss", "correct", "lr"):
        assert np.array_equal(getattr(one.curve, name), getattr(other.curve, name)), name
    assert one.epochs == other.epochs
    assert np.array_equal(one.log_probabilities, other.log_probabilities)
    assert one.weights.keys() == other.weights.keys()
    assert all(torch.equal(value, other.weights[name]) for name, value in one.weights.items())

"""Runs as workers would leave them, with figures of one's own, without a training."""

import time
from collections.abc import Callable, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.data.mnist import FULL_MNIST
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run
from mnist_core.runs.database.run_rows import epoch_row
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store
from mnist_core.training.epoch_record import EpochRecord

Accuracies = Callable[[Recipe], Sequence[float] | None]
"""Percent of the held-out digits after each epoch; None of a run that diverges."""


def train_all(store: Store, accuracies: Accuracies, limit: int | None = None) -> list[Run]:
    """Train what waits in the queue, at most so many runs."""
    runs = [store.run(run_id) for run_id in store.queued(limit)]
    for run in runs:
        begin(store, run.id)
        found = accuracies(run.recipe)
        if found is None:
            end(store, run.id, "failed", error="The training diverged.")
            continue
        for accuracy in found:
            tell_epoch(store, run.id, accuracy)
        end(store, run.id)
    return runs


def begin(store: Store, run_id: int) -> None:
    """This process has it from now on."""
    assert store.claim(run_id, str(this_process()))
    with Session(store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id).values(
            source=FULL_MNIST, num_batches=10, num_train=100, started=time.time()))
        session.commit()


def tell_epoch(store: Store, run_id: int, held_out_accuracy: float) -> None:
    """One more epoch is trained and measured. Batches are not counted: there is no checkpoint."""
    run = store.run(run_id)
    epoch = run.epochs_done + 1
    with Session(store.engine) as session:
        session.add(epoch_row(run_id, EpochRecord(
            epoch=epoch, train_loss=0.1, train_accuracy=99, test_loss=0.1, test_accuracy=98,
            held_out_loss=(100 - held_out_accuracy) / 30, held_out_accuracy=held_out_accuracy,
            seconds=2)))
        session.execute(update(RunRow).where(RunRow.id == run_id).values(
            epochs_done=epoch))
        session.commit()


def end(store: Store, run_id: int, state: str = "finished", error: str | None = None) -> None:
    with Session(store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id).values(
            state=state, worker=None, error=error, finished=time.time()))
        session.commit()


def running(store: Store) -> list[Run]:
    return store.runs(RunQuery(states=("running",)))

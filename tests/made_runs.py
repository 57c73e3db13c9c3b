"""Finished runs with made answers, as a worker would have left them, without a training."""

import time
from collections.abc import Collection
from typing import Any

import numpy as np
from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.data.mnist import FULL_MNIST
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import NUM_TEST
from mnist_core.runs.artifacts.artifacts import BEST_PREDICTIONS, BEST_WEIGHTS
from mnist_core.runs.database.run import Run
from mnist_core.runs.database.run_rows import epoch_row
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store
from mnist_core.training.epoch_record import EpochRecord
from mnist_core.training.evaluate import Evaluation

LABELS = np.arange(NUM_TEST) % 10


def made_run(store: Store, owner: int | None, wrong: Collection[int], *, seconds: float = 20.0,
             source: str = FULL_MNIST, finished: float | None = None,
             changes: dict[str, Any] | None = None, **values: Any) -> Run:
    """A finished run of strategy-4 that read the digits at these places wrong.

    ``changes`` are of its recipe, ``values`` of its row.
    """
    step = find_step("strategy-4")
    run = store.create(apply(step.recipe, changes or {}), step_id=step.id, owner=owner)
    predicted = LABELS.copy()
    predicted[list(wrong)] = (predicted[list(wrong)] + 1) % 10
    likely = np.full((NUM_TEST, 10), np.log(0.01), np.float32)
    likely[np.arange(NUM_TEST), predicted] = np.log(0.91)
    evaluation = Evaluation(likely, LABELS)
    store.artifacts.write(run.id, BEST_PREDICTIONS, evaluation.to_bytes())
    store.artifacts.write(run.id, BEST_WEIGHTS, b"weights of run %d" % run.id)
    with Session(store.engine) as session:
        session.add(epoch_row(run.id, EpochRecord(
            epoch=1, train_loss=0.1, train_accuracy=99, test_loss=evaluation.loss,
            test_accuracy=evaluation.accuracy, held_out_loss=None, held_out_accuracy=None,
            seconds=seconds)))
        session.execute(update(RunRow).where(RunRow.id == run.id).values({
            "state": "finished", "source": source, "finished": finished or time.time(),
            "epochs_done": run.recipe.epochs, "best_epoch": 1,
            "best_test_accuracy": evaluation.accuracy, **values}))
        session.commit()
    return store.run(run.id)

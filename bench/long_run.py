"""A run of 60,000 batches as a worker leaves it behind, without the hours of training."""

from pathlib import Path

import numpy as np

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.runs.records.store import open_store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone, Finished, Started

EPOCHS = 15
PER_EPOCH = 4000
NUM_BATCHES = EPOCHS * PER_EPOCH
# a worker reports ten times a second; batches of 16 digits come about 200 a second
REPORT = 20
WORKER = "bench"


def write_long_run(home: Path) -> int:
    """Write it into the lab of this home; its number."""
    store = open_store(Settings(home=home))
    recipe = find_step("strategy-4").recipe.model_copy(update={"batch_size": 15, "epochs": EPOCHS})
    run_id = store.create(recipe, step_id="strategy-4", worker=WORKER).id
    journal = Journal(store, store.run(run_id).lease)
    journal.append(Started("cpu", "reference", 60_000, PER_EPOCH, 0, 0))
    random = np.random.default_rng(0)
    losses = 2.3 / (1 + np.arange(NUM_BATCHES) / 500) * random.gamma(4, 0.25, NUM_BATCHES)
    evaluation = Evaluation(np.full((10, 10), np.log(0.1), np.float32), np.arange(10))
    for first in range(0, NUM_BATCHES, REPORT):
        journal.append(Batches(first, tuple(losses[first:first + REPORT].tolist()),
                               (90.0,) * REPORT, (0.01,) * REPORT))
        epoch, rest = divmod(first + REPORT, PER_EPOCH)
        if not rest:
            journal.append(EpochDone(
                epoch=epoch, train_loss=0.1, train_accuracy=97, test_loss=0.05,
                test_accuracy=99.4 - 1 / epoch, held_out_loss=None, held_out_accuracy=None,
                seconds=20, is_best=True, evaluation=evaluation, weights={}))
    journal.append(Finished(300))
    return run_id

"""A small process that saves what a person saves, and says on stdout when each is answered.

``python -m tests.integration.saving HOME``, for ``test_durability.py``: strace beside it sees
which of the answers come after the disk has been asked to keep them.
"""

import sys
from pathlib import Path

import numpy as np

from mnist_core.base.settings import Settings
from mnist_core.drawn.digits import digit_from_strokes
from mnist_core.ladders import find_step
from mnist_core.runs.records.deleted import delete_runs, restore_runs
from mnist_core.runs.records.store import open_store
from mnist_core.runs.saved.drawings import Drawings
from mnist_core.runs.saved.own_recipes import OwnRecipes
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, Checkpoint, EpochDone, Finished, Started

NUM_QUICK = 50


def said(what: str) -> None:
    print(f"done: {what}", flush=True)


def main(home: Path) -> None:
    store = open_store(Settings(home=home, database_url=f"sqlite:///{home}/lab.db"))
    recipe = find_step("strategy-4").recipe
    said("opened")
    run = store.create(recipe, step_id="strategy-4").id
    said("submitted")
    store.rename(run, "the good one")
    said("named")
    store.annotate(run, "as expected")
    said("noted")
    drawn = digit_from_strokes([[(100, 40), (100, 240)]], width=280, height=280, brush=20)
    kept = Drawings(store).keep(drawn, 1, width=280, height=280, brush=20)
    said("drawn")
    Drawings(store).delete(kept)
    said("drawing deleted")
    own = OwnRecipes(store.engine).add("mine", "strategy-4", recipe)
    said("own recipe kept")
    OwnRecipes(store.engine).delete(own)
    said("own recipe deleted")
    delete_runs(store, [run])
    said("deleted")
    restore_runs(store, [run])
    said("undone")
    store.ask(run, "pause")
    said("paused in the queue")
    store.ask(run, "resume")
    said("resumed")
    lease = store.claim(run, "worker")
    assert lease
    journal = Journal(store, lease)
    journal.append(Started("cpu", "reference", 60_000, NUM_QUICK, 0, 0))
    said("started")
    store.ask(run, "pause")
    said("pause asked")
    journal.set_state("paused")
    said("paused")
    journal.take_commands()
    journal.append(Batches(0, (1.0,), (50.0,), (0.1,)))
    said("first batch")
    for batch in range(1, NUM_QUICK):
        journal.append(Batches(batch, (1.0,), (50.0,), (0.1,)))
        journal.beat()
    said(f"{NUM_QUICK - 1} batches")
    log_probabilities = np.full((10, 10), np.log(0.1), np.float32)
    journal.append(EpochDone(
        epoch=1, train_loss=1, train_accuracy=90, test_loss=1, held_out_loss=None,
        test_accuracy=10, held_out_accuracy=None, seconds=1, is_best=True, weights={},
        evaluation=Evaluation(log_probabilities, np.arange(10))))
    said("epoch")
    journal.append(Checkpoint(NUM_QUICK, b"a moment"))
    said("checkpoint")
    journal.append(Finished(1.0))
    said("finished")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""A queued run says how many come before it, which, and for about how long."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from dashboard.routes.runs.queue_place import place_text, queue_places, shared_places
from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone, Started
from tests.unit.findings.test_next_try import epochs_of


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Iterator[Store]:
    store = open_store(Settings(home=tmp_path, database_url=database_url, _env_file=None))
    yield store
    store.engine.dispose()


def queued(store: Store) -> int:
    return store.create(find_step("strategy-4").recipe, step_id="strategy-4").id


def queue_place(store: Store, run: Run) -> str:
    return queue_places(store).place(run.id)


def test_whoever_is_first_waits_for_nobody(store: Store) -> None:
    assert queue_place(store, store.run(queued(store))) == "1st in the queue"


def test_the_one_in_training_is_named_with_its_epoch_and_its_time(store: Store) -> None:
    first = queued(store)
    mine = store.run(queued(store))
    assert store.claim(first, "a")
    assert queue_place(store, mine) == (
        f"1st in the queue, behind run {first} (strategy-4, starting)")
    journal = Journal(store, store.run(first).lease)
    journal.append(Started("cpu", "reference", 60_000, 235, 0, 0))
    for epoch in (1, 2):
        journal.append(Batches(235 * (epoch - 1), (1.0,) * 235, (50.0,) * 235, (0.1,) * 235))
        measured = epochs_of((90, 91))[0]
        journal.append(EpochDone(
            epoch=epoch, train_loss=measured.train_loss, train_accuracy=90, test_loss=1,
            test_accuracy=91, held_out_loss=None, held_out_accuracy=None, seconds=10,
            is_best=False, weights={}, evaluation=Evaluation(
                np.zeros((1, 10), np.float32), np.zeros(1, np.int64))), seconds_left=130)
    assert queue_place(store, mine) == (
        f"1st in the queue, behind run {first} (strategy-4, epoch 3 of 15, about 2 min)")
    later = store.run(queued(store))
    assert queue_place(store, later) == (
        f"2nd in the queue, behind run {first} (strategy-4, epoch 3 of 15, about 2 min) and "
        f"run {mine.id} (strategy-4, waiting)")
    store.ask(mine.id, "stop")
    assert queue_place(store, later).startswith("1st in the queue, behind run 1 (")


def test_of_many_the_first_two_are_named() -> None:
    assert place_text(4, ["a", "b", "c", "d"]) == "5th in the queue, behind a, b and 2 more"
    assert place_text(9_992, ["a", "b"], 9_990) == (
        "9,993rd in the queue, behind a, b and 9,990 more")
    assert place_text(10, ["a"] * 11) == "11th in the queue, behind a, a and 9 more"


def test_one_look_a_second_serves_all_who_wait(store: Store) -> None:
    runs = [queued(store) for _ in range(50)]
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute",
                 lambda connection, cursor, statement, *rest: asked.append(statement))
    places = [shared_places(store, run_id).place(run_id) for run_id in runs]
    assert places[1] == "2nd in the queue, behind run 1 (strategy-4, waiting)"
    assert places[49].endswith("run 2 (strategy-4, waiting) and 47 more")
    of_all = len(asked)
    asked.clear()
    shared_places(store, queued(store))
    assert len(asked) > 0, "a run that was queued since is looked for"
    assert of_all < 10

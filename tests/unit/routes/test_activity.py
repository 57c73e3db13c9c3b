"""The status line: what trains, waits and is paused, in words that each name their run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.routes.runs.activity import activity, training_words
from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Batches, Started


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(Settings(home=tmp_path, _env_file=None))
    yield store
    store.engine.dispose()


def begun(store: Store) -> Journal:
    run = store.create(find_step("strategy-4").recipe, step_id="strategy-4", worker="test")
    return Journal(store, run.lease)


def parts(store: Store) -> list[tuple[str, int | None]]:
    return [(part["words"], part["run"]) for part in activity(store)["parts"]]


def test_an_idle_lab_says_so(store: Store) -> None:
    assert parts(store) == [("nothing in the queue", None)]


def test_what_trains_what_waits_and_what_is_paused(store: Store) -> None:
    for _ in range(4):
        begun(store).set_state("paused")
    for _ in range(3):
        begun(store)
    store.create(find_step("strategy-4").recipe, step_id=None)
    assert parts(store) == [
        ("starting run 5 · strategy-4", 5), ("starting run 6 · strategy-4", 6),
        ("1 more training", None), ("1 waiting", None),
        ("run 4 is paused", 4), ("run 3 is paused", 3), ("2 more paused", None)]
    told = activity(store, "No machine of the Ray cluster has 64 cores.")["parts"]
    assert told[3]["words"] == "1 waiting: No machine of the Ray cluster has 64 cores."


def test_a_run_says_its_epoch_and_that_it_tests(store: Store) -> None:
    journal = begun(store)
    journal.append(Started("cpu", "reference", 60_000, 235, 0, 0))
    journal.append(Batches(0, *((1.0,) * 100,) * 3))
    run = replace(store.run(journal.run_id), seconds_left=660.0)
    assert training_words(run) == (
        "training run 1 · strategy-4 · epoch 1 of 15 · about 11 min left")
    trained = replace(run, position=470, epochs_done=1)
    assert training_words(trained).startswith("testing run 1 · strategy-4 · epoch 2 of 15")
    # its last epoch is measured, and its worker has not left yet
    over = replace(trained, epochs_done=15, position=15 * trained.num_batches)
    assert training_words(over).startswith("testing run 1 · strategy-4 · epoch 15 of 15")

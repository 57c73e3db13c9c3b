"""The other seeds of a recipe are found, each counted once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.ladders import STEPS
from mnist_core.library.library import Library
from mnist_core.library.seed_replicates import accuracy_by_seed, free_seeds, is_same_recipe
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.store import Store, open_store

SOURCE = "MNIST 5 + 5"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(Settings(home=tmp_path))
    yield store
    store.engine.dispose()


def recipe(**settings: Any) -> Recipe:
    return read_recipe({**STEPS["strategy-4"].recipe.model_dump(), "epochs": 2, **settings})


def trained(store: Store, *accuracies: float, source: str = SOURCE, **settings: Any) -> OwnRun:
    """A run with these test accuracies, one an epoch."""
    run = store.create(recipe(**settings))
    with Session(store.engine) as session:
        row = session.get(RunRow, run.id)
        assert row
        row.source, row.best_epoch = source, accuracies.index(max(accuracies)) + 1
        session.add_all(
            EpochRow(run_id=run.id, epoch=number, train_loss=0.1, train_accuracy=99, test_loss=0.1,
                     test_accuracy=accuracy, held_out_loss=None, held_out_accuracy=None, seconds=1)
            for number, accuracy in enumerate(accuracies, start=1))
        session.commit()
    return OwnRun(store, store.run(run.id))


def test_seeds_of_one_recipe_are_found(store: Store) -> None:
    first = trained(store, 99.5, 99.4, seed=1)
    trained(store, 99.3, 99.2, seed=2, device="cpu")
    trained(store, 98.0, 98.1, seed=3, batch_size=64)
    assert accuracy_by_seed(Library(store), first, "best") == {1: 99.5, 2: 99.3}
    assert accuracy_by_seed(Library(store), first, "last") == {1: 99.4, 2: 99.2}


def test_what_a_newer_version_wrote_is_no_replicate(store: Store) -> None:
    first, newer = trained(store, 99.5, 99.4, seed=1), trained(store, 99.3, 99.2, seed=2)
    with Session(store.engine) as session:
        row = session.get(RunRow, newer.run.id)
        assert row
        row.recipe = row.recipe.replace("{", '{"magic": 1, ', 1)
        session.commit()
    assert accuracy_by_seed(Library(store), first, "best") == {1: 99.5}


def test_a_seed_trained_twice_counts_once_and_as_what_is_shown(store: Store) -> None:
    first = trained(store, 99.5, 99.4, seed=1)
    trained(store, 97.0, 97.1, seed=1)
    assert accuracy_by_seed(Library(store), first, "best") == {1: 99.5}


def test_unfinished_runs_and_other_digits_do_not_count(store: Store) -> None:
    first = trained(store, 99.5, 99.4, seed=1)
    trained(store, 99.0, seed=2)
    trained(store, 99.0, 99.1, seed=3, source="the sample")
    assert accuracy_by_seed(Library(store), first, "best") == {1: 99.5}


def test_at_an_epoch_every_run_counts_that_has_come_so_far(store: Store) -> None:
    first = trained(store, 99.5, 99.4, seed=1)
    trained(store, 99.0, seed=2)
    assert accuracy_by_seed(Library(store), first, 1) == {1: 99.5, 2: 99.0}
    assert accuracy_by_seed(Library(store), first, 2) == {1: 99.4}


def test_a_seed_that_waits_to_be_trained_is_not_free(store: Store) -> None:
    trained(store, 99.5, 99.4, seed=1)
    store.create(recipe(seed=3))
    assert free_seeds(Library(store), recipe(seed=1), 2) == (2, 4)


def test_only_the_seed_and_the_place_may_differ() -> None:
    assert is_same_recipe(recipe(seed=1), recipe(seed=2, device="cpu"))
    assert not is_same_recipe(recipe(), recipe(dropout=0.05))

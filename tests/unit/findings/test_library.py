"""A number, a step or nothing names a run, or one sentence says why not."""

from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.library.library import Library
from mnist_core.runs.artifacts.artifacts import BEST_WEIGHTS
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store, open_store

NO_REFERENCES = Path("no such folder")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Runs 1 and 2 of strategy-4 and 3 of nets-1; 1 and 3 have weights."""
    store = open_store(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path}/lab.db"))
    for step_id in ("strategy-4", "strategy-4", "nets-1"):
        store.create(find_step(step_id).recipe, step_id=step_id)
    for run_id in (1, 3):
        store.artifacts.write(run_id, BEST_WEIGHTS, b"weights")
    with Session(store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id != 2).values(position=1))
        session.commit()
    return store


@pytest.mark.parametrize(("text", "run_id"), [
    ("2", 2), ("002", 2), ("strategy-4", 1), ("nets-1", 3), (None, 3)])
def test_what_is_found(store: Store, text: str | None, run_id: int) -> None:
    assert Library(store).find(text).key == str(run_id)


@pytest.mark.parametrize(("text", "key"), [
    ("nets-3@1", "nets-3@1"), ("nets-3", "nets-3@1"), ("drilldown-2-padded@1",) * 2])
def test_without_an_own_run_a_step_means_its_reference_run(store: Store, text: str, key: str
                                                           ) -> None:
    found = Library(store).find(text)
    assert found.key == key and found.is_reference and found.moments == ("best",)


@pytest.mark.parametrize(("text", "words"), [
    ("4", "no run 4"), ("9" * 40, "no run 9"), ("strategy-44", "did you mean `strategy-4`"),
    ("-1", "unknown step"), ("²", "unknown step"), ("", "unknown step"),
    ("nets-2", "nets-2 has not been trained here yet")])
def test_what_is_not_there_is_told(store: Store, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Library(store, NO_REFERENCES).find(text)


def test_where_nothing_is_trained_it_says_what_to_do(tmp_path: Path) -> None:
    empty = open_store(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path}/lab.db"))
    with pytest.raises(ValueError, match="Nothing is trained here yet; train a step first"):
        Library(empty, NO_REFERENCES).find()


def test_weights_are_looked_for_in_the_files(store: Store) -> None:
    assert [run.moments for run in Library(store).own()] == [("best",), (), ("best",)]

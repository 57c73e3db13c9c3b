"""Lists of runs as the databases make them: the same from SQLite and from PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text, update
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import read_recipe
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.deleted import delete_runs, deletions, purge, restore_runs
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.run_list.best_of_step import BestOfStep, best_by_step
from mnist_core.runs.run_list.listing import num_runs, run_entries, run_ids, steps_with_runs
from mnist_core.runs.run_list.version import list_version
from mnist_core.runs.worker.journal import Journal
from tests.old_homes import take_revisions_back

STEP = find_step("strategy-4")
INDICES = {str(index.name) for index in RunRow.metadata.tables["runs"].indexes}


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path, database_url=database_url, _env_file=None)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


def run(store: Store, accuracy: float | None = None, state: str = "finished", *,
        step_id: str | None = STEP.id, source: str = "MNIST", **changes: object) -> int:
    recipe = apply(find_step(step_id).recipe, changes) if step_id else read_recipe(
        {"layers": "gap conv1x1(10) flatten"})
    made = store.create(recipe, step_id=step_id)
    with Session(store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == made.id).values(
            state=state, best_test_accuracy=accuracy, source=source))
        session.commit()
    return made.id


def test_runs_without_a_figure_come_last_and_equals_the_newest_first(store: Store) -> None:
    runs = [run(store, accuracy) for accuracy in (99.1, None, 98.0, 99.1)]
    for sort, order in (("-best", (3, 0, 2, 1)), ("best", (2, 3, 0, 1)), ("-run", (3, 2, 1, 0))):
        assert [entry.id for entry in run_entries(store, RunQuery(), sort=sort)] == [
            runs[place] for place in order]
    assert [entry.id for entry in run_entries(store, RunQuery(), first=1, limit=2)] == [
        runs[2], runs[1]]


def test_steps_stand_in_their_order_and_own_recipes_among_them(store: Store) -> None:
    for step_id in ("strategy-1", None, "finetune-6", "nets-2"):
        run(store, step_id=step_id)
    assert [entry.recipe_name for entry in run_entries(store, RunQuery(), sort="step")] == [
        "finetune-6", "nets-2", "own recipe", "strategy-1"] == steps_with_runs(store)


def test_words_are_found_whatever_their_case_and_no_letter_is_a_pattern(store: Store) -> None:
    first, second = run(store, seed=7), run(store, dropout=0.05)
    store.rename(first, "Käthes VERSUCH 100%")
    assert run_ids(store, RunQuery(text="käthes versuch")) == [first]
    assert run_ids(store, RunQuery(text="100%")) == [first]
    assert run_ids(store, RunQuery(text="1%0")) == []
    assert run_ids(store, RunQuery(text="0.05")) == [second]
    assert num_runs(store, RunQuery(text="finished run strategy")) == 2


def test_the_best_of_a_step_is_that_of_its_finished_runs_on_all_digits(store: Store) -> None:
    for accuracy, state, source in ((99.1, "finished", "MNIST"), (99.3, "stopped", "MNIST"),
                                    (99.9, "finished", "Offline sample 4,000 + 1,000")):
        run(store, accuracy, state, source=source)
    run(store, 98.2, step_id=None)
    run(store, 99.2, seed=3, device="cpu")
    run(store, 99.4, dropout=0.05)
    run(store, 99.5, epochs=1)
    run(store, 99.6, layers="conv3x3(8) relu conv3x3(10) gap flatten")
    assert best_by_step(store) == {STEP.id: BestOfStep(same=99.2, changed=99.4)}


def test_a_silent_worker_makes_its_run_interrupted_in_every_list(store: Store) -> None:
    made = run(store, state="queued")
    assert store.claim(made, "a")
    assert run_ids(store, RunQuery(states=("running",))) == [made]
    with Session(store.engine) as session:
        session.execute(update(RunRow).values(heartbeat=RunRow.heartbeat - 60))
        session.commit()
    assert run_ids(store, RunQuery(states=("running",))) == []
    assert run_ids(store, RunQuery(states=("interrupted",))) == [made]
    assert run_entries(store, RunQuery(text="interrupted"))[0].state == "interrupted"


def test_the_version_changes_with_what_lists_show_and_with_nothing_else(
        store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mnist_core.runs.run_list.version.VERSION_SECONDS", 0.0)
    made = run(store, state="queued")
    lease = store.claim(made, "a")
    assert lease
    before = list_version(store)
    Journal(store, lease).beat()
    assert list_version(store) == before
    Journal(store, lease).leave("finished")
    assert list_version(store) != before


def test_thousands_are_deleted_together_and_come_back(store: Store) -> None:
    recipe = STEP.recipe.to_json()
    with Session(store.engine) as session:
        session.add_all(RunRow(step_id=STEP.id, recipe=recipe, state="stopped", created=1.0,
                               parameters=1) for _ in range(1200))
        session.commit()
    every = run_ids(store, RunQuery())
    assert delete_runs(store, every) == tuple(sorted(every))
    assert [len(one.run_ids) for one in deletions(store)] == [1200]
    assert len(restore_runs(store, every)) == 1200
    delete_runs(store, every[:1100])
    purge(store, older_than_seconds=0)
    assert run_ids(store, RunQuery()) == every[1100:]


def test_an_older_database_is_described_and_indexed_when_it_is_opened(
        store: Store, settings: Settings) -> None:
    made = run(store, dropout=0.05, seed=3)
    with store.engine.begin() as connection:
        for name in INDICES:
            connection.execute(text(f"DROP INDEX {name}"))
        connection.execute(text("UPDATE runs SET changes = NULL, search_text = NULL, "
                                "num_epochs = NULL, seed = NULL"))
        take_revisions_back(connection)
    opened = open_store(settings)
    assert {index["name"] for index in inspect(opened.engine).get_indexes("runs")} == INDICES
    entry, = run_entries(opened, RunQuery(text="0.05"))
    assert (entry.id, entry.seed, entry.num_epochs, entry.changes, entry.against_step) == (
        made, 3, 15, "dropout 0.1 → 0.05, seed 3", "changed")
    opened.close()


def test_a_recipe_that_cannot_be_read_spoils_no_list(store: Store, settings: Settings) -> None:
    made, fine = run(store), run(store)
    with store.engine.begin() as connection:
        connection.execute(text(f"UPDATE runs SET recipe = 'x', against_step = NULL "
                                f"WHERE id = {made}"))
    opened = open_store(settings)
    assert [entry.id for entry in run_entries(opened, RunQuery())] == [fine, made]
    assert [one.id for one in opened.runs()] == [fine, made]
    opened.close()

"""Whoever is removed leaves nothing behind, though a real worker trains for them at that moment."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.base import Base
from mnist_core.runs.database.tables.people import PersonRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.people.classrooms import find_classroom, open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.removal import remove_classroom, remove_people
from mnist_core.runs.people.roster import named, roster
from mnist_core.runs.people.tokens import Tokens
from mnist_core.runs.saved.own_recipes import OwnRecipes
from tests.integration.runs_lab import Lab, either_database, recipe_of
from tests.waiting import wait_until


def train(lab: Lab, person: Person, **settings: int) -> int:
    return lab.store.create(recipe_of(**settings), threads=1, owner=person.id).id


def folder(lab: Lab, run_id: int) -> Path:
    return lab.settings.home / "runs" / str(run_id)


def rows_of(lab: Lab, run_id: int) -> list[str]:
    """The tables that know the run."""
    with Session(lab.store.engine) as session:
        return [table.name for table in Base.metadata.sorted_tables if "run_id" in table.c
                and session.execute(select(table).where(table.c.run_id == run_id)).first()]


@pytest.mark.parametrize(("lab", "ends"), [
    ("sqlite", "by itself"),
    pytest.param("postgresql", "by itself", marks=pytest.mark.slow),
    pytest.param("sqlite", "by a kill", marks=pytest.mark.slow),
    pytest.param("sqlite", "while it is paused", marks=pytest.mark.slow)], indirect=["lab"])
def test_a_run_that_trains_goes_with_whose_it_is(lab: Lab, ends: str) -> None:
    people, classroom = People(lab.store.engine), open_classroom(lab.store.engine, None)
    anna, bo = (people.join(classroom, name)[0] for name in ("Anna", "Bo"))
    queue = lab.queue_of_processes()
    queue.start()
    try:
        trains, waits = train(lab, anna, epochs=200), train(lab, anna)
        others = train(lab, bo, epochs=1)
        lab.wait_for_position(trains, 20)
        if ends == "while it is paused":
            lab.store.ask(trains, "pause")
            lab.wait_for_state(trains, "paused")
        worker, = lab.workers(trains)
        removed = remove_people(lab.store, [anna.id])
        assert (removed.people, removed.runs) == (1, 2)
        if ends == "by a kill":
            worker.kill()
        wait_until(lambda: not lab.workers(trains), "the worker has ended", 30)
        # the slot is free again, and the other's run is whole
        lab.wait_for_state(others, "finished")
    finally:
        queue.stop()
    for run_id in (trains, waits):
        assert not folder(lab, run_id).exists()
        assert rows_of(lab, run_id) == []
    assert folder(lab, others).exists()
    with Session(lab.store.engine) as session:
        assert session.scalars(select(RunRow.id)).all() == [others]


@either_database
def test_a_class_goes_with_its_people_and_all_that_is_theirs(lab: Lab) -> None:
    engine = lab.store.engine
    people, gone, kept = People(engine), open_classroom(engine, "7B-2026"), open_classroom(
        engine, "8A-2026")
    anna, stays = people.join(gone, "Anna")[0], people.join(kept, "Anna")[0]
    for person in (anna, people.teacher(gone), stays):
        train(lab, person)
        Tokens(engine).add(person, "notebook")
        OwnRecipes(engine, person.id).add("mine", "strategy-1", recipe_of())
    removed = remove_classroom(lab.store, gone.id)
    assert (removed.people, removed.runs, removed.recipes) == (2, 2, 2)
    assert find_classroom(engine, gone.code) is None
    assert find_classroom(engine, kept.code) == kept
    with Session(engine) as session:
        assert session.scalars(select(PersonRow.id)).all() == [stays.id]
        for table in Base.metadata.sorted_tables:
            for column in ("owner", "person"):
                if column in table.c:
                    assert set(session.scalars(select(table.c[column]))) <= {stays.id}
    # what was begun in that moment is found by removing once again
    late = train(lab, anna)
    assert remove_people(lab.store, [anna.id]).runs == 1
    assert late not in [run.id for run in lab.store.runs()]


@either_database
def test_people_are_named_by_number_or_by_nickname(lab: Lab) -> None:
    people: Callable[[str], Person] = lambda name: People(lab.store.engine).join(  # noqa: E731
        open_classroom(lab.store.engine, "7B-2026"), name)[0]
    anna, seven = people("Anna"), people("7")
    entries = roster(lab.store.engine)
    assert named(entries, " anna").person.id == anna.id
    assert named(entries, str(anna.id)).person.id == anna.id
    assert named(entries, str(seven.id)).person.nickname == "7"
    with pytest.raises(ValueError, match="nobody called Bo"):
        named(entries, "Bo")
    other = People(lab.store.engine).join(open_classroom(lab.store.engine, "8A-2026"), "Anna")[0]
    with pytest.raises(ValueError, match=rf"2 people are called Anna; .*{other.id}"):
        named(roster(lab.store.engine), "Anna")

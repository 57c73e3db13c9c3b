"""What a teacher's board reads of a class, on both databases."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Engine, event, update
from sqlalchemy.orm import Session

from mnist_core.ladders import STEPS
from mnist_core.runs.database.engines import open_database
from mnist_core.runs.database.tables.epochs import CurveRow, EpochRow
from mnist_core.runs.database.tables.people import ClassroomRow, PersonRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.people.class_board import LONG_WAIT_SECONDS, PersonAtWork, read_class
from mnist_core.runs.people.class_curves import NUM_STRETCHES, ClassCurves
from mnist_core.runs.people.classrooms import Classroom, open_classroom
from mnist_core.runs.people.offer import LASTS_SECONDS, end_offer, offer, read_for_all
from mnist_core.runs.people.people import People
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.shown_names import read_shown_names, show_as

RECIPE = STEPS["strategy-4"].recipe.to_json()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def classroom(engine: Engine) -> Classroom:
    return open_classroom(engine, "7B2026")


def begun(engine: Engine, person: Person, **values: object) -> int:
    """A run of somebody, in whatever state is asked for."""
    row = RunRow(**{"recipe": RECIPE, "created": 100.0, "parameters": 7_000,
                    "step_id": "strategy-4", "against_step": "same", "num_epochs": 2,
                    "owner": person.id, **values})
    with Session(engine) as session:
        session.add(row)
        session.commit()
        return row.id


def at_work(engine: Engine, classroom: Classroom, person: Person) -> PersonAtWork:
    return next(one for one in read_class(engine, classroom.id) if one.person.id == person.id)


def test_a_tile_is_about_what_trains_else_what_waits_first_else_the_newest(
        engine: Engine, classroom: Classroom) -> None:
    anna, _ = People(engine).join(classroom, "Anna")
    assert at_work(engine, classroom, anna).now is None
    begun(engine, anna, state="finished", best_test_accuracy=99.0, finished=1.0)
    stopped = begun(engine, anna, state="stopped")
    assert (now := at_work(engine, classroom, anna).now) and now.id == stopped
    first, _ = (begun(engine, anna, state="queued", created=at) for at in (500.0, 600.0))
    waits = at_work(engine, classroom, anna)
    assert waits.now and (waits.now.id, waits.now.waits_since) == (first, 500.0)
    assert (waits.num_waiting, waits.num_runs, waits.newest_run) == (2, 4, 600.0)
    assert not waits.waits_long(500.0 + LONG_WAIT_SECONDS - 1)
    assert waits.waits_long(500.0 + LONG_WAIT_SECONDS)


def test_the_best_is_a_finished_run_and_a_quick_try_stands_apart(
        engine: Engine, classroom: Classroom) -> None:
    anna, _ = People(engine).join(classroom, "Anna")
    begun(engine, anna, state="finished", best_test_accuracy=99.0, finished=1.0)
    best = begun(engine, anna, state="finished", best_test_accuracy=99.2, finished=2.0)
    quick = begun(engine, anna, state="finished", best_test_accuracy=99.9, finished=3.0,
                  against_step="shorter")
    for left_out in ({"state": "stopped"}, {"state": "finished", "imported": 1.0},
                     {"state": "deleted", "state_before": "finished"}):
        begun(engine, anna, best_test_accuracy=99.99, finished=4.0, **left_out)
    found = at_work(engine, classroom, anna)
    assert found.best and found.best.id == best
    assert found.best_try and found.best_try.id == quick


def test_only_failures_one_after_the_other_are_told(engine: Engine, classroom: Classroom) -> None:
    anna, _ = People(engine).join(classroom, "Anna")
    begun(engine, anna, state="failed", finished=1.0)
    assert not at_work(engine, classroom, anna).fails
    begun(engine, anna, state="failed", finished=2.0)
    assert at_work(engine, classroom, anna).fails
    begun(engine, anna, state="queued")
    assert at_work(engine, classroom, anna).fails
    begun(engine, anna, state="finished", finished=3.0, best_test_accuracy=98.0)
    assert not at_work(engine, classroom, anna).fails


def test_a_class_of_any_size_is_read_in_as_many_queries(
        engine: Engine, classroom: Classroom) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    nums = []
    for size in (2, 40):
        for number in range(size):
            person, _ = People(engine).join(classroom, f"{size} {number}")
            begun(engine, person, state="running", position=10, num_batches=10)
            begun(engine, person, state="queued")
        curves = ClassCurves(engine)
        asked.clear()
        found = read_class(engine, classroom.id)
        curves.of(one.now for one in found if one.now)
        nums.append(len(asked))
        asked.clear()
        curves.of(one.now for one in found if one.now)
        # nothing went on
        assert asked == []
    assert nums[0] == nums[1] <= 4
    assert len(found) == 42
    # those of another class are not in it
    assert read_class(engine, open_classroom(engine, "another").id) == []


def test_a_small_curve_is_read_on_and_begins_anew_with_a_new_worker(
        engine: Engine, classroom: Classroom) -> None:
    anna, _ = People(engine).join(classroom, "Anna")
    run = begun(engine, anna, state="queued", position=50, num_batches=100)
    curves = ClassCurves(engine)

    def goes_on(first: int, correct: float, **values: object) -> list[float]:
        with Session(engine) as session:
            session.merge(CurveRow(run_id=run, first=first, values=np.full(
                (3, 50), correct, np.float32).tobytes()))
            session.execute(update(RunRow).where(RunRow.id == run).values(
                position=first + 50, **values))
            session.commit()
        now = at_work(engine, classroom, anna).now
        assert now
        return list(curves.of([now])[run].batches)

    assert goes_on(0, 80.0) == [80.0] * (NUM_STRETCHES // 4)
    assert goes_on(50, 90.0) == [80.0] * (NUM_STRETCHES // 4) + [90.0] * (NUM_STRETCHES // 4)
    with Session(engine) as session:
        session.add(EpochRow(run_id=run, epoch=1, train_loss=0.1, train_accuracy=97.0,
                             test_loss=0.1, test_accuracy=98.126, seconds=1.0))
        session.commit()
    assert goes_on(0, 70.0, generation=1, epochs_done=1)[:2] == [70.0, 70.0]
    now = at_work(engine, classroom, anna).now
    assert now and curves.of([now])[run].epochs == (98.13,)


def test_an_offer_is_everybodys_until_it_is_ended_or_old(
        engine: Engine, classroom: Classroom) -> None:
    assert read_for_all(engine, classroom.id).offer is None
    offer(engine, classroom.id, "strategy-4")
    made = offer(engine, classroom.id, "12")
    assert read_for_all(engine, classroom.id).offer == made
    assert read_for_all(engine, open_classroom(engine, "another").id).offer is None
    with Session(engine) as session:
        session.execute(update(ClassroomRow).values(offered_at=made.at - LASTS_SECONDS - 1))
        session.commit()
    assert read_for_all(engine, classroom.id).offer is None
    offer(engine, classroom.id, "12")
    end_offer(engine, classroom.id)
    assert read_for_all(engine, classroom.id).offer is None


def test_numbers_tell_no_name_and_stay_when_others_go(
        engine: Engine, classroom: Classroom) -> None:
    people = People(engine)
    teacher = people.teacher(classroom)
    anna, ben, eve = (people.join(classroom, name)[0] for name in ("Anna", "Ben", "Eve"))
    assert read_shown_names(engine, classroom.id).of(ben.id) == "Ben"
    show_as(engine, classroom.id, "numbers")
    with Session(engine) as session:
        session.delete(session.get(PersonRow, anna.id))
        session.commit()
    shown = read_shown_names(engine, classroom.id)
    assert [shown.of(one.id) for one in (teacher, anna, ben, eve)] == [
        "Teacher", "somebody", "Student 2", "Student 3"]
    assert people.join(classroom, "Dora")[0].number == 4
    stranger, _ = people.join(open_classroom(engine, "another"), "Zoe")
    shown = read_shown_names(engine, classroom.id)
    assert shown.of(stranger.id) == "another class" and stranger.id in shown.elsewhere
    assert shown.knows(stranger.id) and not shown.knows(anna.id)
    with pytest.raises(ValueError, match="unknown shown_as"):
        show_as(engine, classroom.id, "faces")


def test_accounts_have_names_and_a_nickname_of_their_own(engine: Engine) -> None:
    people = People(engine)
    first, second = (people.log_in(f"https://id.school|{number}", "Anna Meier", "student")
                     for number in (1, 2))
    assert (first.nickname, second.nickname) == ("Anna Meier", "Anna Meier 2")
    assert first.classroom and first.classroom == second.classroom
    people.rename(first, "Ana")
    show_as(engine, first.classroom, "names")
    assert read_shown_names(engine, first.classroom).of(first.id) == "Anna Meier"
    # the class of a code that was opened last is none of accounts
    assert open_classroom(engine, None).id != first.classroom

"""The queue between people, on both databases: who is served, what the teacher changes, caps."""

import random
import threading

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.tables.runs import QueueRow, RunRow
from mnist_core.runs.fair_queue.caps import caps_of, check_caps
from mnist_core.runs.fair_queue.moves import hold_queue, move_run, order_fairly
from mnist_core.runs.fair_queue.view import view_queue, waits_of_another
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.turns.fair_order import FairOrder
from mnist_core.runs.turns.taking_turns import take_turns
from mnist_core.runs.worker.journal import Journal
from tests.integration.runs_lab import Lab, either_database, take_next

STEP = find_step("strategy-4")
QUICK = apply(STEP.recipe, {"epochs": 1})


@pytest.fixture
def store(lab: Lab) -> Store:
    return open_store(lab.settings.model_copy(update={"mode": "class"}))


@pytest.fixture
def people(store: Store) -> list[int]:
    """A teacher and three students."""
    classroom, known = open_classroom(store.engine, "7B2026"), People(store.engine)
    students = [known.join(classroom, name)[0].id for name in ("Anna", "Ben", "Cleo")]
    return [known.teacher(classroom).id, *students]


def queued(store: Store, owner: int | None, recipe: Recipe = STEP.recipe) -> int:
    return store.create(recipe, step_id=STEP.id, owner=owner).id


def taken(store: Store, max_running: int | None = None) -> int | None:
    turn = take_next(store, max_running)
    return turn.lease.run_id if turn else None


def served(store: Store) -> int | None:
    """Take the next run, and have it end at once."""
    turn = take_next(store)
    if turn is None:
        return None
    Journal(store, turn.lease).leave("stopped")
    return turn.lease.run_id


@either_database
def test_one_run_starts_next_beside_fifty_of_another(store: Store, people: list[int]) -> None:
    _, anna, ben, _ = people
    annas = [queued(store, anna) for _ in range(50)]
    assert taken(store) == annas[0]
    bens = queued(store, ben)
    assert store.next_queued() == bens
    assert taken(store) == bens
    # one each, which is as many as one may have by default
    assert taken(store) is None


@either_database
def test_people_are_served_in_turns_and_runs_of_nobody_as_one_persons(
        store: Store, people: list[int]) -> None:
    _, anna, ben, _ = people
    runs = {owner: [queued(store, owner) for _ in range(3)] for owner in (None, anna, ben)}
    order = [served(store) for _ in range(9)]
    assert order == [runs[owner][turn] for turn in range(3) for owner in (None, anna, ben)]
    assert served(store) is None


@either_database
def test_quick_tries_go_in_between(store: Store, people: list[int]) -> None:
    _, anna, ben, cleo = people
    longer = [queued(store, owner) for owner in (anna, ben, anna)]
    quick = [queued(store, cleo, QUICK) for _ in range(2)]
    assert served(store) == longer[0]
    assert [served(store) for _ in range(4)] == [quick[0], longer[1], quick[1], longer[2]]


@either_database
def test_the_teacher_holds_the_queue_and_chooses_places(store: Store, people: list[int]) -> None:
    _, anna, ben, cleo = people
    first, second, third, fourth = (queued(store, owner) for owner in (anna, ben, cleo, anna))
    hold_queue(store.engine, is_paused=True)
    assert store.next_queued() is None
    assert taken(store) is None
    hold_queue(store.engine, is_paused=False)

    def seen() -> list[int]:
        return [run.run_id for run in view_queue(store, 1, lambda *_: 10.0, 0.5).waiting]
    assert seen() == [first, second, third, fourth]
    move_run(store.engine, fourth, 1, seen())
    assert seen() == [first, fourth, second, third]
    move_run(store.engine, first, 2, seen())
    assert seen() == [fourth, second, first, third]
    order_fairly(store.engine)
    assert seen() == [first, second, third, fourth]
    move_run(store.engine, fourth, 0, seen())
    assert [served(store) for _ in range(4)] == [fourth, second, third, first]
    with pytest.raises(ValueError, match=f"Run {first} does not wait"):
        move_run(store.engine, first, 0, [])


@either_database
def test_servers_that_ask_at_one_moment_take_one_run_of_each_person(
        store: Store, people: list[int], lab: Lab) -> None:
    for owner in people[1:]:
        for _ in range(4):
            queued(store, owner)
    stores = [open_store(lab.settings.model_copy(update={"mode": "class"})) for _ in range(6)]
    found: list[int | None] = []
    threads = [threading.Thread(target=lambda one=one: found.append(taken(one)))
               for one in stores for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    runs = [run_id for run_id in found if run_id is not None]
    assert sorted(store.run(run_id).owner or 0 for run_id in runs) == sorted(people[1:])
    for one in stores:
        one.close()


def test_alone_the_order_is_that_of_the_queue_and_owners_do_not_count(lab: Lab) -> None:
    assert lab.store.fair is None
    runs = [queued(lab.store, owner) for owner in (1, 1, 2)]
    assert [served(lab.store) for _ in range(3)] == runs


def test_the_view_says_who_waits_and_for_how_long(store: Store, people: list[int]) -> None:
    _, anna, ben, _ = people
    training, annas = queued(store, anna), queued(store, anna)
    bens = queued(store, ben, QUICK)
    assert taken(store) == training
    view = view_queue(store, 1, lambda recipe, epochs: 10.0 * epochs, 0.5)
    assert [run.id for run in view.training] == [training]
    assert [run.run_id for run in view.waiting] == [bens, annas]
    assert view.waiting[0].is_quick and view.waiting[0].takes == 10.0
    left = 10.0 * STEP.recipe.epochs
    first, second = (run.waits for run in view.waiting)
    assert first == pytest.approx(left, abs=2) and second == pytest.approx(left + 10, abs=3)
    assert view.first_of(anna) == (1, view.waiting[1])


def test_the_order_that_is_told_is_the_one_in_which_runs_are_taken(
        store: Store, people: list[int]) -> None:
    choose = random.Random(5)
    for _ in range(40):
        queued(store, choose.choice([None, *people]), choose.choice([STEP.recipe, QUICK]))
    told = [run.run_id for run in view_queue(store, 1, lambda *_: 10.0, 0.5).waiting]
    assert [served(store) for _ in told] == told


def test_alone_the_view_is_one_line_in_which_a_quick_try_comes_last(lab: Lab) -> None:
    runs = [queued(lab.store, None) for _ in range(2)]
    quick = queued(lab.store, None, QUICK)
    assert taken(lab.store) == runs[0]
    view = view_queue(lab.store, 1, lambda recipe, epochs: 10.0 * epochs, 0.5)
    assert [run.run_id for run in view.waiting] == [runs[1], quick]
    whole = 10.0 * STEP.recipe.epochs
    wait = waits_of_another(lab.store, view, None).quick
    assert wait == pytest.approx(2 * whole + 10, abs=4)


def test_what_is_queued_now_starts_when_it_was_said_to(store: Store, people: list[int]) -> None:
    _, anna, ben, cleo = people
    for owner in (anna, anna, ben):
        queued(store, owner)
    for owner, recipe in ((anna, STEP.recipe), (anna, QUICK), (cleo, STEP.recipe), (ben, QUICK)):
        view = view_queue(store, 1, lambda recipe, epochs: 10.0 * epochs, 0.5)
        waits = waits_of_another(store, view, owner)
        wait = waits.quick if recipe == QUICK else waits.whole
        asked = queued(store, owner, recipe)
        then = view_queue(store, 1, lambda recipe, epochs: 10.0 * epochs, 0.5)
        told = next(run for run in then.waiting if run.run_id == asked)
        assert wait == pytest.approx(told.waits, abs=2)
        served(store)


def test_one_more_run_waits_for_ones_own_where_one_may_have_no_more(
        store: Store, people: list[int]) -> None:
    teacher, anna, *_ = people
    assert queued(store, anna) == taken(store)
    view = view_queue(store, 2, lambda recipe, epochs: 10.0 * epochs, 0.5)
    left = 10.0 * STEP.recipe.epochs
    assert waits_of_another(store, view, anna).whole == pytest.approx(left, abs=2)
    assert waits_of_another(store, view, teacher).whole == 0


@either_database
def test_several_turns_at_once_are_those_that_come_one_by_one(lab: Lab, people: list[int]) -> None:
    store = open_store(settings_of(lab, max_running_each=100))
    choose = random.Random(6)
    runs = [queued(store, choose.choice([None, *people]), choose.choice([STEP.recipe, QUICK]))
            for _ in range(40)]

    def all_taken(most: int) -> list[int]:
        found: list[int] = []
        while turns := take_turns(store.engine, str(this_process()), (), lambda _: True, most,
                                  None, store.fair):
            assert len(turns) <= most
            found += [turn.lease.run_id for turn in turns]
        with Session(store.engine) as session:
            session.execute(update(RunRow).values(state="queued", worker=None, claimed=None))
            session.execute(delete(QueueRow))
            session.commit()
        return found
    one_by_one = all_taken(1)
    assert sorted(one_by_one) == runs
    assert all_taken(7) == one_by_one
    store.close()


def test_a_run_that_cannot_start_here_holds_up_no_other_of_the_same_person(
        store: Store, people: list[int]) -> None:
    _, anna, ben, _ = people
    elsewhere, annas, bens = (queued(store, owner) for owner in (anna, anna, ben))
    turns = take_turns(store.engine, str(this_process()), (), lambda run: run.id != elsewhere, 5,
                       None, store.fair)
    assert [turn.lease.run_id for turn in turns] == [annas, bens]


def settings_of(lab: Lab, **changed: object) -> Settings:
    return lab.settings.model_copy(update={"mode": "class", **changed})


def test_each_cap_is_refused_in_a_sentence_and_a_teacher_is_not_capped(
        store: Store, people: list[int], lab: Lab) -> None:
    teacher, anna, ben, _ = people
    caps = caps_of(settings_of(lab, max_queued_each=2, max_disk_each_mb=10, max_run_minutes=5))

    def check(owner: int, seconds: float = 60, new_bytes: int = 1_000_000) -> None:
        check_caps(store.engine, caps, owner, new_bytes=new_bytes, seconds=seconds)
    check(anna)
    for _ in range(2):
        queued(store, anna)
    with pytest.raises(ValueError, match="You have 2 runs waiting in the queue, and one person "
                       r"may have 2 \(MNIST_MAX_QUEUED_EACH\)"):
        check(anna)
    check(ben)
    with pytest.raises(ValueError, match="about 10 min here, and a run may take 5 min"):
        check(ben, seconds=600)
    with pytest.raises(ValueError, match=r"about 0 MB, this would be 11 MB more, and one person "
                       r"may take 10 MB \(MNIST_MAX_DISK_EACH_MB\): delete"):
        check(ben, new_bytes=11_000_000)
    for _ in range(2):
        queued(store, teacher)
    check(teacher, seconds=600, new_bytes=10**9)


def test_alone_there_are_no_caps(lab: Lab) -> None:
    caps = caps_of(lab.settings)
    assert (caps.queued, caps.minutes, caps.megabytes) == (None, None, None)
    assert caps_of(settings_of(lab)).minutes == 30
    assert FairOrder() == FairOrder(None)

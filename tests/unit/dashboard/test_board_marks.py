"""Whom the teacher's board marks."""

from dashboard.board.tiles import IDLE_SECONDS, _marks
from dashboard.people.presence import PRESENCE, STARTED, Place
from mnist_core.runs.database.run import State
from mnist_core.runs.people.class_board import LONG_WAIT_SECONDS, BoardRun, PersonAtWork
from mnist_core.runs.people.person import Person


def person(number: int) -> Person:
    """None whom another test of this process may have seen."""
    number += 900
    return Person(number, 1, "Anna", "student", 1, STARTED, STARTED, number)


def run(state: State, *, waits_since: float | None = None) -> BoardRun:
    return BoardRun(id=1, step_id=None, own_network=False, changes="",
                    is_quick_try=False, state=state, created=0.0,
                    waits_since=waits_since, started=None, generation=0, position=0, num_batches=0,
                    num_epochs=1, epochs_done=0, best_test_accuracy=None, parameters=1,
                    seconds_left=None)


def test_nobody_is_idle_who_did_something_or_whose_run_goes_on() -> None:
    late = STARTED + IDLE_SECONDS
    assert _marks(PersonAtWork(person=person(1)), late - 1, is_here=True) == []
    assert _marks(PersonAtWork(person=person(1)), late, is_here=True) == ["idle"]
    # who left has nothing to do here
    assert _marks(PersonAtWork(person=person(1)), late, is_here=False) == []
    assert _marks(PersonAtWork(person=person(1), now=run("running")), late, is_here=True) == []
    assert _marks(PersonAtWork(person=person(1), newest_run=late - 1), late, is_here=True) == []
    PRESENCE.is_at(person(2), Place("Draw", "strategy-4", ""))
    done = PRESENCE.last_deed_of(person(2).id)
    assert _marks(PersonAtWork(person=person(2)), done + IDLE_SECONDS - 1, is_here=True) == []


def test_who_waits_long_and_whose_runs_fail_is_marked_away_or_here() -> None:
    waiting = PersonAtWork(person=person(3), now=run("queued", waits_since=STARTED), num_failed=2)
    for is_here in (True, False):
        assert _marks(waiting, STARTED + LONG_WAIT_SECONDS, is_here=is_here) == ["waits", "failed"]
    assert _marks(waiting, STARTED + LONG_WAIT_SECONDS - 1, is_here=True) == ["failed"]

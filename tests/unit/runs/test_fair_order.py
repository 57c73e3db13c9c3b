"""Whose turn is next, and how long the others wait: the rule alone, without a database."""

from collections.abc import Iterable
from itertools import count

import pytest

from mnist_core.runs.fair_queue.past_turns import PastTurn, seconds_between
from mnist_core.runs.fair_queue.waiting_time import Training, Wait, play_forward
from mnist_core.runs.turns.fair_order import FairQueue, FairWaiting, Lines, Turns
from mnist_core.runs.turns.queue_order import CHOSEN, GOES_ON, NEW

ANNA, BEN, CLEO, TEACHER = 1, 2, 3, 9
_numbers = count(1)
BETWEEN = 2.0


def waits(owner: int | None, *, quick: bool = False, priority: int = NEW, number: int | None = None
          ) -> FairWaiting:
    run_id = next(_numbers)
    return FairWaiting(run_id, 0, 0, None, None, owner=owner, priority=priority,
                       queue_number=number or run_id, is_quick=quick)


def turns(running: dict[int | None, int] | None = None,
          served: dict[int | None, float] | None = None,
          last: tuple[int | None, bool] | None = None, each: int | None = None) -> Turns:
    return Turns(running or {}, served or {}, last, frozenset({TEACHER}), each)


def in_order(now: Turns, waiting: Iterable[FairWaiting]) -> list[FairWaiting]:
    """Whose turn would be next if those before them could not start."""
    lines, found = Lines(waiting), []
    while run := now.next_of(lines.heads):
        found.append(run)
        lines.leave(run)
    return found


def owners_in_order(queue: FairQueue, slots: int = 1, seconds: float = 10.0,
                    training: tuple[Training, ...] = ()) -> list[int | None]:
    owners = {run.id: run.owner for run in queue.waiting}
    durations = {run.id: seconds for run in queue.waiting}
    return [owners[wait.run_id] for wait in played(queue, training, durations, slots)]


def played(queue: FairQueue, training: Iterable[Training], durations: dict[int, float],
           slots: int = 1) -> list[Wait]:
    return play_forward(queue, training, durations, slots, 1e9, BETWEEN)


def test_next_is_whoever_has_the_fewest_running() -> None:
    waiting = [waits(ANNA), waits(BEN)]
    assert turns({ANNA: 1}).next_of(waiting) is waiting[1]
    assert turns({ANNA: 1, BEN: 2}).next_of(waiting) is waiting[0]


def test_then_whoever_was_served_longest_ago_and_whoever_never_was_is_first() -> None:
    waiting = [waits(ANNA), waits(BEN), waits(CLEO)]
    assert turns(served={ANNA: 5.0, BEN: 3.0, CLEO: 4.0}).next_of(waiting) is waiting[1]
    assert turns(served={ANNA: 5.0, BEN: 3.0}).next_of(waiting) is waiting[2]


def test_of_one_person_what_goes_on_stands_before_new_ones_and_then_the_oldest() -> None:
    new, newer, goes_on = waits(ANNA), waits(ANNA), waits(ANNA, priority=GOES_ON)
    assert in_order(turns(), [newer, new, goes_on]) == [goes_on, new, newer]


def test_runs_of_nobody_count_as_one_persons() -> None:
    queue = FairQueue(tuple([waits(None) for _ in range(3)] + [waits(ANNA)]), turns(), False)
    assert owners_in_order(queue) == [None, ANNA, None, None]


def test_one_run_starts_next_beside_fifty_of_another() -> None:
    for quick_of_ben in (False, True):
        for last_quick in (False, True):
            fifty = [waits(ANNA, quick=number % 2 == 1) for number in range(50)]
            one = waits(BEN, quick=quick_of_ben)
            now = turns(served={ANNA: 100.0}, last=(ANNA, last_quick))
            assert now.next_of([*fifty, one]) is one


def test_quick_tries_and_longer_runs_are_served_in_turns_and_neither_starves() -> None:
    many = [waits(person) for person in range(10, 40)]
    quick = [waits(ANNA, quick=True) for _ in range(5)]
    queue = FairQueue((*many, *quick), turns(last=(50, False), served={ANNA: 100.0}), False)
    kinds = [owner == ANNA for owner in owners_in_order(queue)]
    assert kinds[:10] == [True, False] * 5
    quick_ones = [waits(person, quick=True) for person in range(10, 40)]
    queue = FairQueue((*quick_ones, waits(ANNA)), turns(last=(50, True), served={ANNA: 1e8}), False)
    assert owners_in_order(queue)[0] == ANNA


def test_a_turn_that_the_teacher_gave_comes_first_whatever_else_holds() -> None:
    chosen = [waits(ANNA, priority=CHOSEN, number=2), waits(ANNA, priority=CHOSEN, number=1)]
    now = turns({ANNA: 3}, {ANNA: 1e9}, (ANNA, False), each=1)
    assert in_order(now, [waits(BEN), *chosen])[:2] == chosen[::-1]


def test_whoever_has_as_many_running_as_one_may_waits_and_a_teacher_does_not() -> None:
    now = turns({ANNA: 1, TEACHER: 1}, each=1)
    annas, teachers = waits(ANNA), waits(TEACHER)
    assert in_order(now, [annas, teachers]) == [teachers]
    assert now.next_of([annas]) is None


def test_waiting_times_follow_from_what_runs_have_left_and_will_take() -> None:
    first, second, third = waits(ANNA), waits(BEN), waits(ANNA)
    queue = FairQueue((first, second, third), turns({CLEO: 1}), False)
    found = played(queue, [Training(CLEO, 30.0)],
                   {first.id: 100.0, second.id: 20.0, third.id: 5.0})
    assert [wait.run_id for wait in found] == [first.id, second.id, third.id]
    assert [wait.seconds for wait in found] == pytest.approx([
        30 + BETWEEN, 130 + 2 * BETWEEN, 150 + 3 * BETWEEN])


def test_two_slots_halve_the_waiting_and_a_cap_leaves_one_free() -> None:
    runs = [waits(ANNA), waits(ANNA), waits(BEN)]
    durations = {run.id: 10.0 for run in runs}
    free = played(FairQueue(tuple(runs), turns(), False), [], durations, 2)
    assert [wait.seconds for wait in free] == [0, 0, 10 + BETWEEN]
    capped = played(FairQueue(tuple(runs[:2]), turns(each=1), False), [], durations, 2)
    assert [wait.seconds for wait in capped] == [0, 10 + BETWEEN]


def test_while_the_queue_is_paused_nobody_knows() -> None:
    found = played(FairQueue((waits(ANNA),), turns(), True), [], {})
    assert [wait.seconds for wait in found] == [None]


def test_what_lies_between_two_turns_is_told_by_ends_behind_which_somebody_waited() -> None:
    here, there = "here", "there"
    turns_taken = [
        PastTurn(0.0, 0.0, 10.0, here),
        # waited behind the first
        PastTurn(1.0, 13.0, 20.0, here),
        # of a server whose slots are others
        PastTurn(2.0, 20.5, 21.0, there),
        # nobody waited when the second ended
        PastTurn(90.0, 90.0, None, here),
        PastTurn(91.0, 91.0, None, there)]
    assert seconds_between(turns_taken) == [3.0]
    # the newest end comes first
    assert seconds_between([*turns_taken, PastTurn(15.0, 24.0, 30.0, here)]) == [4.0, 3.0]

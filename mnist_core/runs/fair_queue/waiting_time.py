"""How long each run of the queue still waits: the queue played forward, turn by turn."""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mnist_core.runs.turns.fair_order import FairQueue, Lines


@dataclass(frozen=True, slots=True)
class Training:
    """A run that holds a slot, and how long it still takes."""

    owner: int | None
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Wait:
    """A run that waits; ``seconds`` until it starts, None while nobody can know that."""

    run_id: int
    seconds: float | None


def play_forward(queue: FairQueue, training: Iterable[Training], durations: Mapping[int, float],
                 slots: int, now: float, between: float) -> list[Wait]:
    """The runs in the order in which they will start.

    Args:
        training: the runs that hold slots now.
        durations: how long each run that waits will take, start included, in seconds.
        slots: how many runs train at the same time.
        now: in UNIX seconds, as the turns of ``queue`` say who was served when.
        between: seconds from the end of a run until the next one has its turn.
    """
    running, served = Counter(queue.turns.running), dict(queue.turns.served)
    lines = Lines(queue.waiting)
    ends = [(one.seconds_left, number, one.owner) for number, one in enumerate(training)]
    heapq.heapify(ends)
    found: list[Wait] = []
    clock, last = 0.0, queue.turns.last
    while heads := lines.heads:
        turns = replace(queue.turns, running=running, served=served, last=last)
        chosen = turns.next_of(heads) if len(ends) < slots else None
        if chosen is None:
            if not ends:
                # such as a cap of none
                break
            at, _, owner = heapq.heappop(ends)
            clock = max(clock, at + between)
            running[owner] -= 1
            continue
        lines.leave(chosen)
        found.append(Wait(chosen.id, None if queue.is_paused else clock))
        running[chosen.owner] += 1
        served[chosen.owner] = now + clock
        last = chosen.owner, chosen.is_quick
        # all numbers differ, as owners cannot be compared
        heapq.heappush(ends, (clock + durations.get(chosen.id, 0.0), 1_000_000 + len(found),
                              chosen.owner))
    known = {wait.run_id for wait in found}
    return found + [Wait(run.id, None) for run in queue.waiting if run.id not in known]

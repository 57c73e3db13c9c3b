"""The order of the queue where people are known: fair between people, not between runs.

Next is a run of whoever has the fewest running ones, then of whoever was served longest ago. Quick
tries go in between: where one waits beside a longer run, the two kinds are served in turns, unless
that would serve the same person twice in a row while somebody else waits. Of one person and kind
the order is that of ``queue_order``. Before all of them come the runs whose place the teacher
chose.
"""

import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.people import PersonRow
from mnist_core.runs.database.tables.runs import QueueRow, RunRow
from mnist_core.runs.turns.queue_order import CHOSEN, NEW, ORDER, Waiting, running_by_owner

THE_QUEUE = 1
"""The number of its one row."""
MOST_EACH = 3
"""Runs of a person and kind that are read to serve some."""
NOT_YET = sys.maxsize
"""The number of a run that nobody has queued: behind all others of its person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FairWaiting(Waiting):
    """A queued run; ``owner`` is None for one of nobody, and these count as one person's."""

    owner: int | None
    priority: int
    queue_number: int
    is_quick: bool


@dataclass(frozen=True, slots=True)
class Turns:
    """What decides whose turn is next.

    Attributes:
        running: how many runs of each person train.
        served: when the turn of a person's run last came, in UNIX seconds.
        last: whose turn came last, and whether that was a quick try; None before the first.
        uncapped: the teachers, who may have any number of runs training.
    """

    running: Mapping[int | None, int]
    served: Mapping[int | None, float]
    last: tuple[int | None, bool] | None
    uncapped: frozenset[int | None] = frozenset()
    max_running_each: int | None = None

    def next_of(self, waiting: Iterable[FairWaiting]) -> FairWaiting | None:
        return min(filter(self._may_start, waiting), key=self.rank, default=None)

    def after(self, run: FairWaiting, served: float) -> "Turns":
        """Those when this run's turn has come, at this moment."""
        return replace(
            self, running={**self.running, run.owner: self.running.get(run.owner, 0) + 1},
            served={**self.served, run.owner: served}, last=(run.owner, run.is_quick))

    def rank(self, run: FairWaiting) -> tuple[float, ...]:
        """Of two runs that may start now the lower one goes first."""
        if run.priority >= CHOSEN:
            return -1, run.queue_number, run.id
        return (self.running.get(run.owner, 0),
                self.last is not None and self.last[0] == run.owner,
                self.last is not None and self.last[1] == run.is_quick,
                self.served.get(run.owner, 0.0), -run.priority, run.queue_number, run.id)

    def _may_start(self, run: FairWaiting) -> bool:
        return (run.priority >= CHOSEN or self.max_running_each is None
                or run.owner in self.uncapped
                or self.running.get(run.owner, 0) < self.max_running_each)


class Lines:
    """The runs that wait, a line for each person and kind: only the first of it can be next."""

    def __init__(self, waiting: Iterable[FairWaiting]) -> None:
        self._lines: dict[tuple[int | None, bool], deque[FairWaiting]] = {}
        for run in sorted(waiting, key=lambda run: (-run.priority, run.queue_number, run.id)):
            self._lines.setdefault((run.owner, run.is_quick), deque()).append(run)

    @property
    def heads(self) -> list[FairWaiting]:
        return [line[0] for line in self._lines.values() if line]

    def leave(self, run: FairWaiting) -> int:
        """The first of its line goes; how many are left in it."""
        line = self._lines[run.owner, run.is_quick]
        line.popleft()
        return len(line)


@dataclass(frozen=True, slots=True)
class FairQueue:
    """The queue as it stands: its runs as ``queue_order`` would start them, and the turns."""

    waiting: tuple[FairWaiting, ...]
    turns: Turns
    is_paused: bool


def in_one_line(queue: FairQueue) -> FairQueue:
    """``queue`` as if nobody were known: whoever came first goes first, of whatever kind."""
    return FairQueue(tuple(replace(run, owner=None, is_quick=False) for run in queue.waiting),
                     Turns({}, {}, None), is_paused=False)


@dataclass(frozen=True, slots=True)
class FairOrder:
    """The rule of a server; ``max_running_each`` is how many runs of one person may train."""

    max_running_each: int | None = None

    def serving(self, session: Session) -> "Serving":
        """The runs whose turn may come now."""
        return Serving(session, self.max_running_each)

    def was_served(self, session: Session, run_id: int) -> None:
        """Remember for the next turn whose turn this was."""
        change_queue(session, last_run=run_id)


class Serving:
    """Runs in the order in which they are served, which depends on whose turn came before.

    Of each person and kind only the first ones are read, unless one of them cannot start here; so
    it may end while others still wait.
    """

    def __init__(self, session: Session, max_running_each: int | None) -> None:
        self._session = session
        self._queue = read_queue(session, max_running_each, most_each=MOST_EACH)
        self._turns = self._queue.turns
        self._served: set[int] = set()

    def __iter__(self) -> Iterator[FairWaiting]:
        if self._queue.is_paused:
            return
        lines, is_whole = Lines(self._queue.waiting), False
        while run := self._turns.next_of(lines.heads):
            yield run
            num_left = lines.leave(run)
            if run.id not in self._served and not is_whole:
                is_whole = True
                lines = Lines(other for other in waiting_runs(self._session)
                              if other.id != run.id and other.id not in self._served)
            elif num_left == 0 and not is_whole:
                # somebody may have more of them, whose turn would be next
                return

    def was_served(self, run: Waiting) -> None:
        """Its turn has come."""
        assert isinstance(run, FairWaiting)
        self._served.add(run.id)
        self._turns = self._turns.after(run, time.time())


def waiting_runs(session: Session, most_each: int | None = None) -> tuple[FairWaiting, ...]:
    """The queued runs as ``queue_order`` would start them; with ``most_each`` at most that many of
    each person and kind."""
    is_quick = func.coalesce(RunRow.against_step == "shorter", False)
    queued = (select(RunRow.id, RunRow.lease, RunRow.position, RunRow.worker, RunRow.heartbeat,
                     RunRow.owner, RunRow.priority, RunRow.queue_number,
                     is_quick.label("is_quick"))
              .where(RunRow.state == "queued"))
    if most_each is not None:
        place = func.row_number().over(
            partition_by=(RunRow.owner, is_quick), order_by=ORDER).label("place")
        lines = queued.add_columns(place).subquery()
        queued = select(*list(lines.c)[:-1]).where(lines.c.place <= most_each)
    else:
        queued = queued.order_by(*ORDER)
    return tuple(FairWaiting(
        id=row.id, lease=row.lease, position=row.position, worker=row.worker,
        heartbeat=row.heartbeat, owner=row.owner, priority=row.priority,
        queue_number=row.queue_number, is_quick=row.is_quick) for row in session.execute(queued))


def read_queue(session: Session, max_running_each: int | None = None, *,
               most_each: int | None = None) -> FairQueue:
    """Everything that decides about the next turn; two statements where nobody waits."""
    waiting = waiting_runs(session, most_each)
    last = session.execute(
        select(QueueRow.is_paused, RunRow.id, RunRow.owner, RunRow.against_step)
        .outerjoin(RunRow, RunRow.id == QueueRow.last_run)
        .where(QueueRow.id == THE_QUEUE)).one_or_none()
    owners = {run.owner for run in waiting}
    served, teachers = _people(session, owners)
    turns = Turns(
        running_by_owner(session) if waiting else {}, served,
        None if last is None or last.id is None else (
            last.owner, last.against_step == "shorter"),
        teachers, max_running_each)
    return FairQueue(waiting, turns, last is not None and last.is_paused)


def with_person(session: Session, turns: Turns, owner: int | None) -> Turns:
    """``turns`` with what decides about ``owner``, who may have nothing waiting yet."""
    served, teachers = _people(session, {owner})
    # of an empty queue nobody has read who trains
    return replace(turns, running=running_by_owner(session), served={**turns.served, **served},
                   uncapped=turns.uncapped | teachers)


def with_another(queue: FairQueue, owner: int | None, *, is_quick: bool) -> FairQueue:
    """As it would stand with one more run of somebody, whose number is ``NOT_YET``."""
    another = FairWaiting(id=NOT_YET, lease=0, position=0, worker=None, heartbeat=None, owner=owner,
                          priority=NEW, queue_number=NOT_YET, is_quick=is_quick)
    return replace(queue, waiting=(*queue.waiting, another))


def change_queue(session: Session, **values: object) -> None:
    """Write into the one row of the queue; nobody else may do so now (``alone_at_the_queue``)."""
    if not hits(session, update(QueueRow).where(QueueRow.id == THE_QUEUE).values(values)):
        session.add(QueueRow(id=THE_QUEUE, **values))


def _people(session: Session, owners: set[int | None]
            ) -> tuple[dict[int | None, float], frozenset[int | None]]:
    """When each of them was served last, by one look into an index each; who is a teacher."""
    known = [owner for owner in owners if owner is not None]
    found: dict[int | None, float] = {}
    teachers: set[int | None] = set()
    if known:
        theirs = aliased(RunRow)
        last = (select(func.max(theirs.claimed)).where(theirs.owner == PersonRow.id)
                .scalar_subquery())
        for owner, role, claimed in session.execute(
                select(PersonRow.id, PersonRow.role, last).where(PersonRow.id.in_(known))):
            if claimed is not None:
                found[owner] = claimed
            if role == "teacher":
                teachers.add(owner)
    if None in owners:
        claimed = session.scalar(select(func.max(RunRow.claimed)).where(RunRow.owner.is_(None)))
        if claimed is not None:
            found[None] = claimed
    return found, frozenset(teachers)

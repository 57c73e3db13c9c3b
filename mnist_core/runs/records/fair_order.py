"""The order of the queue where people are known: fair between people, not between runs.

Next is a run of whoever has the fewest running ones, then of whoever was served longest ago. Quick
tries go in between: where one waits beside a longer run, the two kinds are served in turns, unless
that would serve the same person twice in a row while somebody else waits. Of one person and kind
the order is that of ``queue_order``. Before all of them come the runs whose place the teacher
chose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from mnist_core.runs.database.tables import PersonRow, QueueRow, RunRow, hits
from mnist_core.runs.records.queue_order import CHOSEN, ORDER, Waiting, running_by_owner

THE_QUEUE = 1
"""The number of its one row."""


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

    def in_order(self, waiting: Iterable[FairWaiting]) -> list[FairWaiting]:
        """Those whose turn may come now, the next one first."""
        return sorted(filter(self._may_start, waiting), key=self.rank)

    def next_of(self, waiting: Iterable[FairWaiting]) -> FairWaiting | None:
        return min(filter(self._may_start, waiting), key=self.rank, default=None)

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


@dataclass(frozen=True, slots=True)
class FairQueue:
    """The queue as it stands: its runs as ``queue_order`` would start them, and the turns."""

    waiting: tuple[FairWaiting, ...]
    turns: Turns
    is_paused: bool


@dataclass(frozen=True, slots=True)
class FairOrder:
    """The rule of a server; ``max_running_each`` is how many runs of one person may train."""

    max_running_each: int | None = None

    def waiting(self, session: Session) -> list[Waiting]:
        """The runs whose turn may come now, in the order in which they are served."""
        found = read_queue(session, self.max_running_each)
        return [] if found.is_paused else [*found.turns.in_order(found.waiting)]

    def was_served(self, session: Session, run_id: int) -> None:
        """Remember for the next turn whose turn this was."""
        change_queue(session, last_run=run_id)


def read_queue(session: Session, max_running_each: int | None = None) -> FairQueue:
    """Everything that decides about the next turn; two statements where nobody waits."""
    waiting = tuple(FairWaiting(
        id=row.id, lease=row.lease, position=row.position, worker=row.worker,
        heartbeat=row.heartbeat, owner=row.owner, priority=row.priority,
        queue_number=row.queue_number, is_quick=row.against_step == "shorter")
        for row in session.execute(
            select(RunRow.id, RunRow.lease, RunRow.position, RunRow.worker, RunRow.heartbeat,
                   RunRow.owner, RunRow.priority, RunRow.queue_number, RunRow.against_step)
            .where(RunRow.state == "queued").order_by(*ORDER)))
    last = session.execute(
        select(QueueRow.is_paused, RunRow.id, RunRow.owner, RunRow.against_step)
        .outerjoin(RunRow, RunRow.id == QueueRow.last_run)
        .where(QueueRow.id == THE_QUEUE)).one_or_none()
    owners = {run.owner for run in waiting}
    turns = Turns(
        running_by_owner(session) if waiting else {}, _served(session, owners),
        None if last is None or last.id is None else (
            last.owner, last.against_step == "shorter"),
        _teachers(session, owners), max_running_each)
    return FairQueue(waiting, turns, last is not None and last.is_paused)


def change_queue(session: Session, **values: object) -> None:
    """Write into the one row of the queue; nobody else may do so now (``alone_at_the_queue``)."""
    if not hits(session, update(QueueRow).where(QueueRow.id == THE_QUEUE).values(values)):
        session.add(QueueRow(id=THE_QUEUE, **values))


def _served(session: Session, owners: set[int | None]) -> dict[int | None, float]:
    """When each of them was served last; one look into an index each."""
    known = [owner for owner in owners if owner is not None]
    found: dict[int | None, float] = {}
    if known:
        theirs = aliased(RunRow)
        last = (select(func.max(theirs.claimed)).where(theirs.owner == PersonRow.id)
                .scalar_subquery())
        found.update({owner: claimed for owner, claimed in session.execute(
            select(PersonRow.id, last).where(PersonRow.id.in_(known))) if claimed is not None})
    if None in owners:
        claimed = session.scalar(select(func.max(RunRow.claimed)).where(RunRow.owner.is_(None)))
        if claimed is not None:
            found[None] = claimed
    return found


def _teachers(session: Session, owners: set[int | None]) -> frozenset[int | None]:
    known = [owner for owner in owners if owner is not None]
    return frozenset(session.scalars(select(PersonRow.id).where(
        PersonRow.id.in_(known), PersonRow.role == "teacher"))) if known else frozenset()

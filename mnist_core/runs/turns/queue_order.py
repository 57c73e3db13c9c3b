"""The order of the queue: who waits, in which order, and who holds the runs that do not.

A run that goes on stands before new ones, and among its like whoever came first. Where people are
known, ``fair_order`` says who is next.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    ScalarSelect,
    case,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session, aliased

from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.clock import Now, read_now
from mnist_core.runs.lease.lease import Lease, is_held, lease_is_held
from mnist_core.runs.lease.process_identity import life_of, read_identity, this_process

NEW, GOES_ON, CHOSEN = 0, 1, 2
ORDER = (RunRow.priority.desc(), RunRow.queue_number, RunRow.id)
# of those that stand first, some may be for other servers to tell that their turn has come
MOST_LOOKED_AT = 100
# whoever takes runs from one database waits for this lock; any number that nothing else uses
LOCK = 0x6D6E697374


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queued run, by what decides whether its turn has come."""

    id: int
    lease: int
    position: int
    worker: str | None
    heartbeat: float | None


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A run that a worker holds or held until it died; names of processes as text."""

    lease: Lease
    state: str
    worker: str
    server: str | None
    has_started: bool
    """It trains; before that it imports and loads for some seconds."""

    @property
    def is_orphan(self) -> bool:
        """Its worker lives on this machine, and the server that started it is gone."""
        worker, server = read_identity(self.worker), read_identity(self.server)
        return (worker is not None and life_of(worker) in ("alive", "frozen")
                and server is not None and life_of(server) == "dead")


def at_the_end() -> dict[str, Any]:
    """Values of a new run that is queued."""
    return {"priority": NEW, "queue_number": _next_number()}


def at_the_head() -> dict[str, Any]:
    """Values of a run that is queued to go on."""
    return {"priority": GOES_ON, "queue_number": _next_number()}


def held_runs(engine: Engine, some: Collection[int] | None = None) -> dict[int, HeldRun]:
    """By run: who holds it. Paused ones are among them.

    With ``some`` only these, and those that are held by processes of this machine.
    """
    held = (select(RunRow.id, RunRow.lease, RunRow.state, RunRow.worker, RunRow.server,
                   RunRow.started)
            .where(RunRow.state.in_(("running", "paused", "queued")), RunRow.worker.is_not(None)))
    if some is not None:
        held = held.where(or_(RunRow.id.in_(some), _is_here()))
    with Session(engine) as session:
        return {row.id: HeldRun(Lease(row.id, row.lease), row.state, row.worker, row.server,
                                row.started is not None)
                for row in session.execute(held) if row.worker is not None}


def num_running(session: Session) -> int:
    """Runs that living workers train now, on all machines."""
    return running_by_owner(session).total()


def running_by_owner(session: Session) -> Counter[int | None]:
    """How many runs of each person living workers train now; runs of nobody count for None."""
    is_here = _is_here()
    worker, heartbeat = (case((is_here, column)) for column in (RunRow.worker, RunRow.heartbeat))
    # of processes of other machines only beats are known, and these the database counts
    rows = session.execute(
        select(RunRow.owner, worker, heartbeat, func.count()).where(
            RunRow.state == "running", RunRow.worker.is_not(None),
            or_(is_here, lease_is_held(RunRow.worker, RunRow.heartbeat)))
        .group_by(RunRow.owner, worker, heartbeat)).all()
    now = read_now(session) if any(row[1] for row in rows) else Now(0.0)
    found: Counter[int | None] = Counter()
    for owner, holder, beat, num in rows:
        if holder is None or is_held(holder, beat, now):
            found[owner] += num
    return found


def waiting(session: Session) -> list[Waiting]:
    """The runs at the head of the queue, in its order."""
    rows = session.execute(
        select(RunRow.id, RunRow.lease, RunRow.position, RunRow.worker, RunRow.heartbeat)
        .where(RunRow.state == "queued").order_by(*ORDER).limit(MOST_LOOKED_AT))
    return [Waiting(*row) for row in rows]


def _is_here() -> ColumnElement[bool]:
    """Whether the worker is a process of this machine."""
    return RunRow.worker.startswith(this_process().place, autoescape=True)


def _next_number() -> ScalarSelect[int]:
    # the same table within an update or an insert of it
    queued = aliased(RunRow)
    return (select(func.coalesce(func.max(queued.queue_number), 0) + 1)
            .where(queued.state == "queued").scalar_subquery())


@contextmanager
def alone_at_the_queue(engine: Engine, lock: int = LOCK) -> Iterator[Session]:
    """A transaction that no other with its ``lock`` runs beside, so that counting and taking are
    one."""
    with Session(engine) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        else:
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
        yield session

"""The order of the queue, and taking the run at its head: one step, whoever asks at that moment.

A run that goes on stands before new ones, and among its like whoever came first. A paused run gives
up its slot but keeps its worker; once it is asked to go on it waits here as any other, and is told
when its turn has come. Where people are known, ``fair_order`` says who is next.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, ScalarSelect, func, select, text, update
from sqlalchemy.orm import Session, aliased

from mnist_core.runs.database.tables import CommandRow, RunRow, hits
from mnist_core.runs.lease.clock import database_now, read_now
from mnist_core.runs.lease.lease import Lease, is_held
from mnist_core.runs.lease.process_identity import life_of, read_identity

if TYPE_CHECKING:
    from mnist_core.runs.records.fair_order import FairOrder

NEW, GOES_ON, CHOSEN = 0, 1, 2
ORDER = (RunRow.priority.desc(), RunRow.queue_number, RunRow.id)
# of those that stand first, some may be for other servers to tell that their turn has come
MOST_LOOKED_AT = 100
# whoever takes runs from one database waits for this lock; any number that nothing else uses
LOCK = 0x6D6E697374


@dataclass(frozen=True, slots=True)
class Turn:
    """A run whose turn has come; ``goes_on`` if its worker is there and was told so."""

    lease: Lease
    goes_on: bool


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


def held_runs(engine: Engine) -> dict[int, HeldRun]:
    """By run: who holds it. Paused ones are among them."""
    with Session(engine) as session:
        rows = session.execute(
            select(RunRow.id, RunRow.lease, RunRow.state, RunRow.worker, RunRow.server,
                   RunRow.started)
            .where(RunRow.state.in_(("running", "paused", "queued")), RunRow.worker.is_not(None)))
        return {row.id: HeldRun(Lease(row.id, row.lease), row.state, row.worker, row.server,
                                row.started is not None)
                for row in rows if row.worker is not None}


def num_running(session: Session) -> int:
    """Runs that living workers train now, on all machines."""
    return running_by_owner(session).total()


def running_by_owner(session: Session) -> Counter[int | None]:
    """The same, person by person; runs of nobody count for None."""
    rows = session.execute(select(RunRow.owner, RunRow.worker, RunRow.heartbeat).where(
        RunRow.state == "running", RunRow.worker.is_not(None))).all()
    if not rows:
        return Counter()
    now = read_now(session)
    return Counter(row.owner for row in rows if is_held(row.worker, row.heartbeat, now))


def waiting(session: Session) -> list[Waiting]:
    """The runs at the head of the queue, in its order."""
    rows = session.execute(
        select(RunRow.id, RunRow.lease, RunRow.position, RunRow.worker, RunRow.heartbeat)
        .where(RunRow.state == "queued").order_by(*ORDER).limit(MOST_LOOKED_AT))
    return [Waiting(*row) for row in rows]


def take_next(engine: Engine, server: str, paused: Collection[int],
              can_train: Callable[[Waiting], bool], max_running: int | None = None,
              fair: "FairOrder | None" = None, *, on_cluster: bool = False) -> Turn | None:
    """Give the run at the head of the queue to ``server``; None where none may start.

    Args:
        server: the process that asks, which holds the run until its worker does.
        paused: runs with a worker of this server's: those of others are theirs to go on with.
        can_train: of a run that no worker has, whether this machine can.
        max_running: how many runs may train on all servers of this database together.
        fair: the order between people, where they are known.
        on_cluster: whoever takes it has it trained on machines that may die (``taken_up``).
    """
    with alone_at_the_queue(engine) as session:
        if max_running is not None and num_running(session) >= max_running:
            return None
        runs = fair.waiting(session) if fair else waiting(session)
        now = read_now(session)
        for run in runs:
            seen = Lease(run.id, run.lease)
            if not is_held(run.worker, run.heartbeat, now):
                lease = (take(session, seen, server, server, on_cluster=on_cluster)
                         if can_train(run) else None)
                if lease:
                    if fair:
                        fair.was_served(session, run.id)
                    session.commit()
                    return Turn(lease, goes_on=False)
            # the condition: its worker may leave at this moment
            elif run.id in paused and hits(session, update(RunRow).where(
                    RunRow.id == run.id, RunRow.lease == run.lease, RunRow.state == "queued",
                    RunRow.worker.is_not(None)).values(state="running")):
                session.add(CommandRow(run_id=run.id, verb="resume"))
                if fair:
                    fair.was_served(session, run.id)
                session.commit()
                return Turn(seen, goes_on=True)
        return None


def take(session: Session, seen: Lease, worker: str, server: str | None, *,
         on_cluster: bool = False) -> Lease | None:
    """Give a queued run that nobody holds a new lease; None if somebody was quicker."""
    lease = Lease(seen.run_id, seen.number + 1)
    is_mine = hits(session, update(RunRow).where(
        RunRow.id == seen.run_id, RunRow.lease == seen.number, RunRow.state == "queued")
        .values(state="running", lease=lease.number, worker=worker, server=server,
                heartbeat=database_now(), claimed=time.time(), started=None,
                node=func.coalesce(RunRow.node, "") if on_cluster else None))
    return lease if is_mine else None


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

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

from sqlalchemy import (
    ColumnElement,
    Engine,
    ScalarSelect,
    case,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Session, aliased

from mnist_core.runs.database.tables import QUIETLY, CommandRow, RunRow, hits
from mnist_core.runs.lease.clock import Now, database_now, read_now
from mnist_core.runs.lease.lease import Lease, is_held, lease_is_held
from mnist_core.runs.lease.process_identity import life_of, read_identity, this_process

if TYPE_CHECKING:
    from mnist_core.runs.turns.fair_order import FairOrder

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
    """The same, person by person; runs of nobody count for None."""
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


def take_next(engine: Engine, server: str, paused: Collection[int],
              can_train: Callable[[Waiting], bool], max_running: int | None = None,
              fair: "FairOrder | None" = None, *, on_cluster: bool = False) -> Turn | None:
    """The first of ``take_turns``; None where no run may start."""
    return next(iter(take_turns(engine, server, paused, can_train, 1, max_running, fair,
                                on_cluster=on_cluster)), None)


def take_turns(engine: Engine, server: str, paused: Collection[int],
               can_train: Callable[[Waiting], bool], most: int, max_running: int | None = None,
               fair: "FairOrder | None" = None, *, on_cluster: bool = False) -> list[Turn]:
    """Give at most so many runs at the head of the queue to ``server``, one after the other.

    Args:
        server: the process that asks, which holds the runs until their workers do.
        paused: runs with a worker of this server's: those of others are theirs to go on with.
        can_train: of a run that no worker has, whether this machine can.
        max_running: how many runs may train on all servers of this database together.
        fair: the order between people, where they are known.
        on_cluster: whoever takes it has it trained on machines that may die (``taken_up``).
    """
    with alone_at_the_queue(engine) as session:
        if max_running is not None:
            most = min(most, max_running - num_running(session))
        if most < 1:
            return []
        serving = fair.serving(session) if fair else None
        chosen: list[Waiting] = []
        going_on = set[int]()
        for run in serving or waiting(session):
            if run.worker is not None and is_held(run.worker, run.heartbeat, read_now(session)):
                if run.id not in paused or not _lets_go_on(session, run):
                    continue
                going_on.add(run.id)
            elif not can_train(run):
                continue
            chosen.append(run)
            if serving:
                serving.was_served(run)
            if len(chosen) == most:
                break
        taken = take(session, [Lease(run.id, run.lease) for run in chosen
                               if run.id not in going_on], server, server,
                     on_cluster=on_cluster)
        turns = [Turn(Lease(run.id, run.lease), goes_on=True) if run.id in going_on
                 else Turn(taken[run.id], goes_on=False)
                 for run in chosen if run.id in going_on or run.id in taken]
        if turns:
            if fair:
                fair.was_served(session, turns[-1].lease.run_id)
            session.commit()
        return turns


def _lets_go_on(session: Session, run: Waiting) -> bool:
    """Tell the worker of a queued run to go on; False if it left at this moment."""
    if not hits(session, update(RunRow).where(
            RunRow.id == run.id, RunRow.lease == run.lease, RunRow.state == "queued",
            RunRow.worker.is_not(None)).values(state="running")):
        return False
    session.add(CommandRow(run_id=run.id, verb="resume"))
    return True


def take(session: Session, seen: Collection[Lease], worker: str, server: str | None, *,
         on_cluster: bool = False) -> dict[int, Lease]:
    """Give queued runs that nobody holds to a worker; by run the new leases, where nobody was
    quicker."""
    if not seen:
        return {}
    now = time.time()
    # one after the other, as whoever was served longest ago is served next
    claimed = {lease.run_id: now + place / 1e6 for place, lease in enumerate(seen)}
    rows = session.execute(
        update(RunRow).where(_is_one_of(seen), RunRow.state == "queued")
        .values(state="running", lease=RunRow.lease + 1, worker=worker, server=server,
                heartbeat=database_now(), claimed=case(claimed, value=RunRow.id), started=None,
                node=func.coalesce(RunRow.node, "") if on_cluster else None)
        .returning(RunRow.id, RunRow.lease),
        execution_options={"synchronize_session": False})
    return {run_id: Lease(run_id, number) for run_id, number in rows}


def _is_here() -> ColumnElement[bool]:
    """Whether the worker is a process of this machine."""
    return RunRow.worker.startswith(this_process().place, autoescape=True)


def beat_for(engine: Engine, leases: Collection[Lease]) -> None:
    """Say in one statement that the workers of these leases live."""
    if not leases:
        return
    with Session(engine) as session:
        session.execute(update(RunRow).where(_is_one_of(leases), RunRow.worker.is_not(None))
                        .values(heartbeat=database_now(), **QUIETLY),
                        execution_options={"synchronize_session": False})
        session.commit()


def put_back(engine: Engine, lease: Lease) -> None:
    """Queue a run again, at its old place, that was taken and never started."""
    with Session(engine) as session:
        session.execute(update(RunRow).where(
            RunRow.id == lease.run_id, RunRow.lease == lease.number, RunRow.state == "running",
            RunRow.worker == RunRow.server).values(state="queued", worker=None))
        session.commit()


def _is_one_of(leases: Collection[Lease]) -> ColumnElement[bool]:
    return tuple_(RunRow.id, RunRow.lease).in_([(one.run_id, one.number) for one in leases])


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

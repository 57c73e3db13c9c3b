"""Taking the runs at the head of the queue: one step, whoever asks at that moment.

A paused run gives up its slot but keeps its worker; once it is asked to go on it waits in the queue
as any other, and is told when its turn has come.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, case, func, tuple_, update
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.runs import QUIETLY, CommandRow, RunRow
from mnist_core.runs.lease.clock import database_now, read_now
from mnist_core.runs.lease.lease import Lease, is_held
from mnist_core.runs.turns.fair_order import FairOrder
from mnist_core.runs.turns.queue_order import Waiting, alone_at_the_queue, num_running, waiting


@dataclass(frozen=True, slots=True)
class Turn:
    """A run whose turn has come; ``goes_on`` if its worker is there and was told so."""

    lease: Lease
    goes_on: bool


def take_turns(engine: Engine, server: str, held_here: Collection[int],
               can_train: Callable[[Waiting], bool], most: int, max_running: int | None = None,
               fair: FairOrder | None = None, *, on_cluster: bool = False) -> list[Turn]:
    """Give at most ``most`` runs at the head of the queue to ``server``, one by one.

    Args:
        server: the process that asks, which holds the runs until their workers do.
        held_here: runs whose workers are this server's: those of others are theirs to go on with.
        can_train: of a run that no worker has, whether this machine can.
        max_running: how many runs may train on all servers of this database together.
        fair: the order between people, where they are known.
        on_cluster: the runs train on machines that may die (``taken_up``).
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
                if run.id not in held_here or not _lets_go_on(session, run):
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


def beat_for(engine: Engine, leases: Collection[Lease]) -> None:
    """Say in one statement that the workers of these leases live."""
    if leases:
        _note(engine, leases, heartbeat=database_now())


def hold_for(engine: Engine, workers: Mapping[Lease, str]) -> None:
    """Say in one statement which process holds each lease: a ``ProcessIdentity`` as text."""
    if workers:
        names = {lease.run_id: worker for lease, worker in workers.items()}
        _note(engine, workers, worker=case(names, value=RunRow.id))


def _note(engine: Engine, leases: Collection[Lease], **values: object) -> None:
    """Write it of those runs whose leases are held still."""
    with Session(engine) as session:
        session.execute(update(RunRow).where(_is_one_of(leases), RunRow.worker.is_not(None))
                        .values(**values, **QUIETLY),
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

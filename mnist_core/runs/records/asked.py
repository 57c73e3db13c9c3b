"""What is asked of a run: each attempt one conditional update, so that it is done whole or not.

Two people may ask at the same moment, and a worker may just be leaving: an update says in its
condition what was seen before, and changes nothing where that is no longer so.
"""

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from mnist_core.runs.database.run_rows import as_seen, unheld
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.runs import QUIETLY, CommandRow, RunRow
from mnist_core.runs.lease.clock import read_now
from mnist_core.runs.lease.lease import is_held
from mnist_core.runs.turns.queue_order import at_the_head

VERBS = ("pause", "resume", "step", "stop")
RESUMABLE = ("paused", "stopped", "interrupted", "failed")
STOPPABLE = ("queued", "paused", "interrupted", "running")


def tell_worker(engine: Engine, run_id: int, verb: str) -> bool:
    """Ask the living worker of a run; False if there is none, or nothing to ask of it."""
    with Session(engine) as session:
        while row := session.get(RunRow, run_id, populate_existing=True):
            told = _told(row.state, verb)
            if told is None or not is_held(row.worker, row.heartbeat, read_now(session)):
                return False
            # the update holds the row, so that the worker cannot leave in between
            if hits(session, update(RunRow).where(
                    RunRow.id == run_id, RunRow.lease == row.lease, RunRow.state == row.state,
                    RunRow.worker.is_not(None))
                    .values(state=told, **(QUIETLY if told == row.state else {}),
                            **(at_the_head() if told == "queued" else {}))):
                # one that waits in the queue is told when its turn has come
                if told != "queued" or row.server is None:
                    session.add(CommandRow(run_id=run_id, verb=verb))
                session.commit()
                return True
            # it has just come into another state, or its worker left
            session.rollback()
    return False


def change_unheld(engine: Engine, run_id: int, state: str, *before: str) -> bool:
    """Put a run that no worker has into another state; False if it was in none of these."""
    with Session(engine) as session:
        row = unheld(session, run_id)
        is_changed = row is not None and hits(session, update(RunRow).where(
            *as_seen(row), RunRow.state.in_(before)).values(state=state, worker=None))
        session.commit()
        return is_changed


def queue_again(engine: Engine, run_id: int, *, one_batch: bool) -> bool:
    """Put a run that no worker has at the head of the queue; False if it is not to resume."""
    with Session(engine) as session:
        row = unheld(session, run_id)
        if row is None or not hits(session, update(RunRow).where(
                *as_seen(row), RunRow.state.in_((*RESUMABLE, "running")))
                .values(state="queued", worker=None, error=None, finished=None, num_moves=0,
                        **at_the_head())):
            return False
        # what was asked of an earlier worker is over
        session.execute(delete(CommandRow).where(CommandRow.run_id == run_id))
        if one_batch:
            session.add(CommandRow(run_id=run_id, verb="step"))
        session.commit()
        return True


def unheard(engine: Engine) -> dict[int, str]:
    """The last word to each worker that died before it heard it, by its run."""
    with Session(engine) as session:
        rows = session.execute(
            select(CommandRow.run_id, CommandRow.verb).join(RunRow)
            .where(RunRow.state.in_(("running", "paused"))).order_by(CommandRow.id)).all()
        return {run_id: verb for run_id, verb in rows if unheld(session, run_id)}


def forget_unheard(engine: Engine, run_id: int) -> None:
    """Nobody is to hear it any more, such as to pause what stands still already."""
    with Session(engine) as session:
        if unheld(session, run_id):
            session.execute(delete(CommandRow).where(CommandRow.run_id == run_id))
            session.commit()


def _told(state: str, verb: str) -> str | None:
    """In which state a run with a living worker is once it was told this; None: it cannot be."""
    match state, verb:
        case "running", _:
            return state
        # it gave its slot up, and another run may have it
        case "paused", "resume":
            return "queued"
        case "paused", _:
            return state
        # its worker is paused still, and its turn must not come any more
        case "queued", "pause" | "stop":
            return "paused"
    return None

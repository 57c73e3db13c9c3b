"""Runs whose worker or machine died on a cluster: they go on by themselves.

On a person's own machine an interrupted run waits to be asked. A cluster loses machines as a
matter of course, so there its queue puts them to its head again, and they go on from their last
checkpoint wherever there is room. What ends one worker after the other is given up, and then waits
to be asked.
"""

import logging
import time
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from mnist_core.base.log import of_run
from mnist_core.runs.database.run_rows import as_seen
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.runs import CommandRow, RunRow
from mnist_core.runs.lease.clock import read_now
from mnist_core.runs.lease.lease import is_held
from mnist_core.runs.records.store import Store
from mnist_core.runs.turns.queue_order import at_the_head

MOST_MOVES = 3
"""So often in a row, without an epoch measured in between, a run goes on by itself."""
_log = logging.getLogger(__name__)


def moves_to(node: str) -> dict[str, Any]:
    """Values of a run that a machine of the cluster has from now on."""
    is_another = and_(RunRow.position > 0, RunRow.node.is_not(None), RunRow.node != "",
                      RunRow.node != node)
    return {"node": node,
            "moved_from": sql_case((is_another, RunRow.node), else_=RunRow.moved_from)}


def take_up(session: Session, run_id: int, why: str) -> None:
    """Let a run go on whose worker died; ``why`` says of what, such as "was killed (signal 9)".

    Within a transaction that holds its row. One that was asked to stop meanwhile stops.
    """
    row = session.execute(
        select(RunRow.state, RunRow.node, RunRow.num_moves).where(RunRow.id == run_id)).one()
    values: dict[str, Any] = {}
    asked = session.scalar(select(CommandRow.verb).where(CommandRow.run_id == run_id)
                           .order_by(CommandRow.id.desc()).limit(1))
    if asked == "stop" and row.state != "queued":
        session.execute(delete(CommandRow).where(CommandRow.run_id == run_id))
        values = {"state": "stopped"}
    elif row.state == "running" and row.num_moves >= MOST_MOVES:
        values = {"state": "interrupted", "num_moves": 0, "error": (
            f"Its worker died {row.num_moves + 1} times without a finished epoch in between; the "
            f"last one, on {row.node or 'the cluster'}, {why}. Something in this run may end "
            "them: it waits to be asked. Resume goes on from the last checkpoint.")}
    elif row.state == "running":
        values = {"state": "queued", "num_moves": row.num_moves + 1, "error": None,
                  **at_the_head()}
    now = time.time()
    session.execute(update(RunRow).where(RunRow.id == run_id).values(
        worker=None, spent=RunRow.spent + now - func.coalesce(RunRow.claimed, now), **values))
    _log.warning("its worker on %s %s; it is %s", row.node or "the cluster", why,
                 values.get("state", row.state), extra=of_run(run_id))


def take_up_lost(store: Store) -> None:
    """Let all go on whose worker on a cluster was not heard of for so long that it counts as dead.
    """
    with Session(store.engine) as session:
        rows = session.scalars(select(RunRow).where(
            RunRow.state == "running", RunRow.node.is_not(None), RunRow.worker.is_not(None))).all()
        if not rows:
            return
        now = read_now(session)
        for row in rows:
            # the condition: it was heard of again, or somebody was quicker
            if not is_held(row.worker, row.heartbeat, now) and hits(
                    session, update(RunRow).where(*as_seen(row), RunRow.state == "running")
                    .values(worker=None)):
                take_up(session, row.id, "was not heard of any more")
        session.commit()


def go_on(store: Store, run_id: int) -> None:
    """Let an interrupted run go on that nobody asked to; counts like a move.

    Raises:
        ValueError: no checkpoint of it can be read here.
    """
    with Session(store.engine) as session:
        before = session.scalar(select(RunRow.num_moves).where(RunRow.id == run_id)) or 0
    # whoever asks for a run begins to count anew
    if store.requeue(run_id):
        with Session(store.engine) as session:
            session.execute(update(RunRow).where(RunRow.id == run_id).values(
                num_moves=before + 1))
            session.commit()

"""What lies between the end of a run and the next one's turn, as the newest runs show it.

The worker that is done has to end, and the queue has to look, on a machine that may be busy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store

BETWEEN_SECONDS = 0.5
"""Where no run has shown it yet."""
NUM_NEWEST = 5
# of older runs nobody asks how busy the machine was
MOST_RUNS = 100


@dataclass(frozen=True, slots=True)
class PastTurn:
    """When a run was queued, given to a worker and finished (None if it is not), in UNIX seconds;
    ``server`` is whose queue gave it."""

    created: float
    claimed: float
    finished: float | None
    server: str


def read_between(store: Store) -> float:
    """Seconds from the end of a run until the next one has its turn."""
    query = (select(RunRow.created, RunRow.claimed, RunRow.finished, RunRow.server)
             .where(RunRow.claimed.is_not(None)).order_by(RunRow.id.desc()).limit(MOST_RUNS))
    with Session(store.engine) as session:
        found = seconds_between([
            PastTurn(created, claimed, finished, server)
            for created, claimed, finished, server in session.execute(query)
            if claimed is not None and server is not None])
    return median(found[:NUM_NEWEST]) if found else BETWEEN_SECONDS


def seconds_between(turns: Sequence[PastTurn]) -> list[float]:
    """Behind each end at which a run of the same server waited already; the newest end first."""
    ends = sorted(((one.finished, one.server) for one in turns if one.finished is not None),
                  reverse=True)
    following = [[one.claimed - end for one in turns
                  if one.server == server and one.created < end <= one.claimed]
                 for end, server in ends]
    return [min(found) for found in following if found]

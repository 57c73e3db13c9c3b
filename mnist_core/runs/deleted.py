"""Deleting runs, many at once, so that it can be undone for some minutes."""

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mnist_core.log import of_run
from mnist_core.runs.records import Run, run_from
from mnist_core.runs.store import DELETED, Store, held
from mnist_core.runs.tables import RunRow, hits

_log = logging.getLogger(__name__)
KEEP_SECONDS = 600.0
"""How long deleted runs are kept apart, unless the server ends before."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """Runs that were deleted together, at one moment (UNIX seconds), as they stood."""

    at: float
    runs: tuple[Run, ...]


def delete_runs(store: Store, run_ids: Collection[int]) -> tuple[Run, ...]:
    """Put runs apart, all but those that a worker holds; the ones that were put apart.

    A queued run is not started any more, and a worker that was given up for dead has lost its run.
    """
    now = time.time()
    with Session(store.engine) as session:
        # one conditional update each: a worker may claim a run at the same moment
        gone = [run_id for run_id in dict.fromkeys(run_ids) if hits(session, update(RunRow).where(
            RunRow.id == run_id, RunRow.state != DELETED, ~held())
            .values(state_before=RunRow.state, state=DELETED, deleted=now, worker=None))]
        session.commit()
        for run_id in gone:
            _log.info("deleted", extra=of_run(run_id))
        rows = session.scalars(select(RunRow).where(RunRow.id.in_(gone)).order_by(RunRow.id))
        return tuple(run_from(row) for row in rows)


def delete_run(store: Store, run_id: int) -> None:
    """Put one run apart.

    Raises:
        ValueError: there is none, or a worker holds it.
    """
    if not delete_runs(store, [run_id]):
        raise ValueError(f"Run {run_id} is {store.run(run_id).state}; stop it first.")


def restore_runs(store: Store, run_ids: Collection[int]) -> tuple[int, ...]:
    """Undo: the runs are again what they were; those that came back."""
    with Session(store.engine) as session:
        back = tuple(run_id for run_id in run_ids if hits(session, update(RunRow).where(
            RunRow.id == run_id, RunRow.state == DELETED)
            .values(state=RunRow.state_before, state_before=None, deleted=None)))
        session.commit()
        for run_id in back:
            _log.info("its deletion was undone", extra=of_run(run_id))
        return back


def deletions(store: Store) -> list[Deletion]:
    """What can still be undone, the latest deletion first."""
    with Session(store.engine) as session:
        rows = session.scalars(select(RunRow).where(RunRow.state == DELETED)
                               .order_by(RunRow.deleted.desc(), RunRow.id))
        return [Deletion(at or 0.0, tuple(run_from(row) for row in together))
                for at, together in groupby(rows, lambda row: row.deleted)]


def purge(store: Store, *, older_than_seconds: float) -> None:
    """Delete for good, with all files, what was put apart longer ago than this."""
    is_over = (RunRow.state == DELETED, RunRow.deleted <= time.time() - older_than_seconds)
    with Session(store.engine) as session:
        run_ids = session.scalars(select(RunRow.id).where(*is_over)).all()
        # somebody may be undoing it at this moment
        gone = [run_id for run_id in run_ids
                if hits(session, delete(RunRow).where(RunRow.id == run_id, *is_over))]
        session.commit()
    for run_id in gone:
        store.artifacts.delete(run_id)
        _log.info("gone for good with its files", extra=of_run(run_id))

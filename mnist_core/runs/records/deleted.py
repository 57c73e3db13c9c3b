"""Deleting runs, many at once, so that it can be undone for some minutes."""

import logging
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mnist_core.base.log import of_run
from mnist_core.runs.database.run import DELETED
from mnist_core.runs.database.run_rows import as_seen, unheld
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.left_files import delete_left_files, note_files
from mnist_core.runs.records.store import Store

_log = logging.getLogger(__name__)
AT_ONCE = 500
KEEP_SECONDS = 600.0
"""How long deleted runs are kept apart, unless the server ends before."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """Runs that were deleted together, at one moment (UNIX seconds), by their numbers."""

    at: float
    run_ids: tuple[int, ...]


def delete_runs(store: Store, run_ids: Collection[int]) -> tuple[int, ...]:
    """Put runs apart, all but those that a worker holds; those that were put apart.

    A queued run is not started any more, and a worker that was given up for dead has lost its run.
    """
    now = time.time()
    with Session(store.engine) as session:
        # conditional updates: a worker may claim a run at the same moment
        gone: list[int] = []
        values = {"state_before": RunRow.state, "state": DELETED, "deleted": now, "worker": None}
        for some in _batches(run_ids):
            there = (RunRow.id.in_(some), RunRow.state != DELETED)
            given = session.scalars(select(RunRow.id).where(
                *there, RunRow.worker.is_not(None))).all()
            gone += session.scalars(update(RunRow).where(*there, RunRow.worker.is_(None))
                                    .values(values).returning(RunRow.id))
            gone += [run_id for run_id in given if (row := unheld(session, run_id))
                     and hits(session, update(RunRow).where(*as_seen(row)).values(values))]
        session.commit()
    for run_id in gone:
        _log.info("deleted", extra=of_run(run_id))
    return tuple(sorted(gone))


def owners_of(store: Store, run_ids: Collection[int]) -> dict[int, int | None]:
    """By run, deleted or not, whose it is; without those that there are not."""
    with Session(store.engine) as session:
        return {run_id: owner for some in _batches(run_ids) for run_id, owner in session.execute(
            select(RunRow.id, RunRow.owner).where(RunRow.id.in_(some)))}


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
        back = [run_id for some in _batches(run_ids) for run_id in session.scalars(
            update(RunRow).where(RunRow.id.in_(some), RunRow.state == DELETED)
            .values(state=RunRow.state_before, state_before=None, deleted=None)
            .returning(RunRow.id))]
        session.commit()
    for run_id in back:
        _log.info("its deletion was undone", extra=of_run(run_id))
    return tuple(sorted(back))


def deletions(store: Store) -> list[Deletion]:
    """What can still be undone, the latest deletion first."""
    with Session(store.engine) as session:
        rows = session.execute(select(RunRow.deleted, RunRow.id).where(RunRow.state == DELETED)
                               .order_by(RunRow.deleted.desc(), RunRow.id))
        return [Deletion(at or 0.0, tuple(run_id for _, run_id in together))
                for at, together in groupby(rows, lambda row: row[0])]


def purge(store: Store, *, older_than_seconds: float) -> None:
    """Delete for good, with all files, what was put apart longer ago than this.

    Raises:
        OSError: some files could not be deleted; the next call tries again.
    """
    is_over = (RunRow.state == DELETED, RunRow.deleted <= time.time() - older_than_seconds)
    with Session(store.engine) as session:
        # one statement: somebody may be undoing it at this moment
        note_files(session, session.scalars(
            delete(RunRow).where(*is_over).returning(RunRow.id)).all())
        session.commit()
    delete_left_files(store)


def _batches(run_ids: Collection[int]) -> Iterator[list[int]]:
    """Each once, in as many pieces as a statement can name."""
    each = list(dict.fromkeys(run_ids))
    return (each[first:first + AT_ONCE] for first in range(0, len(each), AT_ONCE))

"""Rows of runs as a session has them: read as values, and told apart for an update."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.row_number import is_row_number
from mnist_core.runs.database.run import Run, run_from
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.clock import Now, read_now
from mnist_core.runs.lease.lease import is_held
from mnist_core.training.epoch_record import EpochRecord

_EPOCH_FIELDS = tuple(EpochRecord.__dataclass_fields__)


def unheld(session: Session, run_id: int) -> RunRow | None:
    """A run that no living worker has; None if one has, or there is no such run."""
    row = session.get(RunRow, run_id) if is_row_number(run_id) else None
    return None if row is None or is_held(row.worker, row.heartbeat, now_for(session, [row])
                                          ) else row


def as_seen(row: RunRow) -> tuple[ColumnElement[bool], ...]:
    """For an update: nobody took the run, and its worker was not heard of, since it was read."""
    return (RunRow.id == row.id, RunRow.lease == row.lease,
            RunRow.worker.is_not_distinct_from(row.worker),
            RunRow.heartbeat.is_not_distinct_from(row.heartbeat))


def runs_of(session: Session, query: Select[RunRow]) -> list[Run]:
    """The records of these rows."""
    rows = session.scalars(query).all()
    now = now_for(session, rows)
    return [run_from(row, now) for row in rows]


def now_for(session: Session, rows: Sequence[RunRow]) -> Now:
    """The moment to judge the rows by, read after them; not asked for where nobody has any."""
    return read_now(session) if any(row.worker for row in rows) else Now(0.0)


def epoch_row(run_id: int, epoch: EpochRecord) -> EpochRow:
    return EpochRow(run_id=run_id, **{name: getattr(epoch, name) for name in _EPOCH_FIELDS})


def epochs_of(session: Session, run_id: int) -> list[EpochRecord]:
    """The measured epochs of a run, in order."""
    rows = session.scalars(select(EpochRow).where(EpochRow.run_id == run_id)
                           .order_by(EpochRow.epoch))
    return [EpochRecord(**{name: getattr(row, name) for name in _EPOCH_FIELDS}) for row in rows]

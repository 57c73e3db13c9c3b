"""Whether the records can be written, tried by writing."""

import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.database import HealthRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store


def write_a_little(store: Store) -> None:
    """Write one row, always the same one, as a worker does: without waiting for the disk.

    Raises:
        StoreError: it cannot be written.
    """
    with Session(store.quick_engine) as session:
        session.merge(HealthRow(id=1, at=time.time()))
        session.commit()


def num_queued(store: Store) -> int:
    """Runs that wait for a slot."""
    with Session(store.engine) as session:
        return session.scalar(select(func.count()).select_from(RunRow).where(
            RunRow.state == "queued")) or 0

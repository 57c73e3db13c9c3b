"""Whether a list of runs must be read again."""

from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mnist_core.base.shared_look import SharedLook
from mnist_core.runs.database.run import held
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store

VERSION_SECONDS = 1.0
"""For so long one look at the database answers everybody who asks whether a list changed."""


def list_version(store: Store) -> str:
    """Changes whenever a list of runs may have changed: within ``VERSION_SECONDS``."""
    return _shared_version(store).now()


@lru_cache(maxsize=4)
def _shared_version(store: Store) -> SharedLook[str]:
    return SharedLook(lambda: _read_version(store), VERSION_SECONDS)


def _read_version(store: Store) -> str:
    with Session(store.engine) as session:
        known = session.execute(select(func.count(), func.max(RunRow.id),
                                       func.sum(RunRow.revision)).select_from(RunRow)).one()
        # nobody writes it down when a worker falls silent
        silent = session.scalars(select(RunRow.id).where(
            RunRow.worker.is_not(None), ~held()).order_by(RunRow.id)).all()
    return blake2b(repr((*map(int, (number or 0 for number in known)), silent)).encode(),
                   digest_size=8).hexdigest()

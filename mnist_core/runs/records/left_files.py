"""Files of runs whose rows are gone: noted with the rows, forgotten once they are deleted.

So a bucket that is away, or a server that ends in between, leaves no file for good.
"""

import logging
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mnist_core.base.log import of_run
from mnist_core.runs.database.tables.runs import LeftFilesRow
from mnist_core.runs.records.store import Store

_log = logging.getLogger(__name__)


def note_files(session: Session, run_ids: Collection[int]) -> None:
    """Note that the files of these runs are to be deleted, in the transaction of ``session``."""
    noted = set(session.scalars(select(LeftFilesRow.run_id)))
    session.add_all(LeftFilesRow(run_id=run_id) for run_id in set(run_ids) - noted)


def delete_left_files(store: Store) -> None:
    """Delete the files of all runs that were noted, and forget those whose files are gone.

    Raises:
        OSError: the first that could not be deleted; whoever calls again tries again.
    """
    with Session(store.engine) as session:
        run_ids = session.scalars(select(LeftFilesRow.run_id).order_by(LeftFilesRow.run_id)).all()
    problems: list[OSError] = []
    for run_id in run_ids:
        try:
            store.artifacts.delete(run_id)
        except OSError as error:
            problems.append(error)
            continue
        with Session(store.engine) as session:
            session.execute(delete(LeftFilesRow).where(LeftFilesRow.run_id == run_id))
            session.commit()
        _log.info("gone for good with its files", extra=of_run(run_id))
    if problems:
        raise problems[0]

"""Fenced writes: a worker changes its run's rows and files only as long as the lease is its own.

Every write begins with a beat whose condition is the lease, so that whoever was given up for dead
writes not another word. While a database server is away it is tried again, and is written once.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.runs.database.outage import patiently
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.runs import QUIETLY, RunRow
from mnist_core.runs.lease.clock import database_now
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.records.store import Store

T = TypeVar("T")


class LostRun(Exception):
    """Another worker holds the run now: this one must not write another word."""


class FencedWrites:
    """Writes under one lease, tried again for at most ``patience_seconds``."""

    def __init__(self, store: Store, lease: Lease, patience_seconds: float) -> None:
        self._store, self._lease, self._patience_seconds = store, lease, patience_seconds

    def write(self, write: Callable[[Session], T], *, quickly: bool = False) -> T:
        """Write what may be written twice: an answer can be lost with the database.

        ``quickly``: it need not be on the disk when this returns.
        """
        return self.patiently(lambda: self.write_once(write, quickly=quickly))

    def write_new(self, write: Callable[[Session], None], is_there: Callable[[Session], bool], *,
                  quickly: bool = False) -> None:
        """Write what must not be written twice; ``is_there`` says whether it was already."""
        is_again = False

        def once() -> None:
            nonlocal is_again
            try:
                self.write_once(write, quickly=quickly)
            except (IntegrityError, LostRun):
                # asked only now: the server may have been committing until this moment
                with Session(self._store.engine) as session:
                    if not (is_again and is_there(session)):
                        raise
            finally:
                is_again = True
        self.patiently(once)

    def write_once(self, write: Callable[[Session], T], *, quickly: bool = False) -> T:
        """Write it if the database can be asked now.

        Raises:
            LostRun: the lease is no longer this worker's; nothing was written.
        """
        store = self._store
        with Session(store.quick_engine if quickly else store.engine) as session:
            if not hits(session, update(RunRow).where(*self.is_mine())
                        .values(heartbeat=database_now(), **QUIETLY)):
                raise LostRun(f"Run {self._lease.run_id} belongs to another worker now.")
            result = write(session)
            session.commit()
            return result

    def write_file(self, name: str, data: bytes) -> None:
        """Write a file of the run into the folder of this lease."""
        # The beat refuses who has lost the run, and saves the work. Whoever loses it after that
        # writes where nobody reads: see ``artifacts``.
        self.beat()
        try:
            self._store.artifacts.write(self._lease.run_id, name, data, self._lease.number)
        except FileNotFoundError:
            # the successor has removed the folder
            self.beat()
            raise

    def beat(self) -> None:
        """Say that the worker lives."""
        self.write(lambda session: None, quickly=True)

    def patiently(self, act: Callable[[], T]) -> T:
        """Do what the database is asked for, again while its server is away."""
        return patiently(act, self._patience_seconds)

    def is_mine(self) -> tuple[ColumnElement[bool], ...]:
        """The condition of every write: the run is still this worker's."""
        return (RunRow.id == self._lease.run_id, RunRow.lease == self._lease.number,
                RunRow.worker.is_not(None))

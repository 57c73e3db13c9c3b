"""Opening SQLite's file: for writing, durably or quickly, or only for reading where that is all.

Whoever opens it for writing makes it where it is missing, once: a database that vanishes while the
lab runs is not made anew, and a file that took its place is noticed before anything is written.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from mnist_core.runs.lease.lease import give_functions

BUSY_SECONDS = 10
FOLD_MILLISECONDS = 1000
NO_DATABASE = "file:nothing?mode=memory&cache=shared"


def file_of(url: str | URL) -> Path | None:
    """Where the database lies; None where it is not a file of SQLite's."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (
        None, "", ":memory:")
    return Path(address.database or "").absolute() if is_file else None


def is_file(url: str) -> bool:
    """Whether the database is there already."""
    path = file_of(url)
    return path is None or path.exists()


class SqliteFile:
    """One file, and the engines that open it."""

    def __init__(self, url: str | URL) -> None:
        self._url = url
        self.path = file_of(url)
        self._is_made = False

    def engine(self, *, quick: bool = False) -> Engine:
        """An engine whose commits are on the disk when they return, unless they are ``quick``."""
        if self.path is None:
            return create_engine(self._url)
        engine = create_engine(self._url, creator=self._connect, poolclass=QueuePool)
        event.listen(engine, "connect", _configure(quick=quick))
        event.listen(engine, "connect", self._note_place)
        event.listen(engine, "checkout", self._check_place)
        return engine

    def refuse_an_empty_file(self) -> None:
        """SQLite takes an empty file for a new database; one beside runs has lost them.

        Raises:
            DatabaseError: as for any other damaged database.
        """
        assert self.path
        log = self.path.with_name(f"{self.path.name}-wal")
        is_empty = self.path.exists() and self.path.stat().st_size == 0 and not log.exists()
        if is_empty and any((self.path.parent / "runs").glob("[0-9]*")):
            raise DatabaseError(None, None, sqlite3.DatabaseError(
                "database disk image is malformed: the file is empty"))

    def now_made(self) -> None:
        """From now on the file is opened where it is, and made nowhere."""
        self._is_made = True

    def _connect(self) -> sqlite3.Connection:
        assert self.path
        return _connected(self.path, "mode=rw" if self._is_made else "mode=rwc")

    def _note_place(self, _: object, record: ConnectionPoolEntry) -> None:
        record.info["place"] = self._place()

    def _check_place(self, _: object, record: ConnectionPoolEntry,
                     __: PoolProxiedConnection) -> None:
        if record.info["place"] != self._place():
            # what is written there now would be lost; the pool opens what is there instead
            raise DisconnectionError(f"{self.path} is another file now")

    def _place(self) -> tuple[int, int] | None:
        assert self.path
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino


def reading_engine(path: Path) -> Engine:
    """The database where nothing can be written: as it is, or an empty one where there is none.

    Raises:
        DBAPIError: it cannot be read either.
    """
    if not path.exists():
        return _reader(lambda: sqlite3.connect(NO_DATABASE, uri=True, check_same_thread=False))
    log = path.with_name(f"{path.name}-wal")
    # SQLite needs to write beside a file whose log is not folded in yet, even to read it
    immutable = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    for way in (lambda: _connected(path, "mode=ro"), lambda: _connected(path, immutable)):
        with suppress(DBAPIError):
            return _tried(_reader(way))
    return _tried(_reader(_copied(path, log)))


def changed_copy(path: Path, change: Callable[[Engine], None]) -> Engine:
    """Read a copy in which something was changed; it is made anew when the database changes.

    Raises:
        DBAPIError: there is no room for it.
    """
    log = path.with_name(f"{path.name}-wal")
    state = tuple((file.stat().st_ino, file.stat().st_mtime_ns, file.stat().st_size)
                  for file in (path, log) if file.exists())
    return _reader(_changed(path, state, change))


# a server opens what can only be read again every few seconds
@lru_cache(maxsize=1)
def _changed(path: Path, _: tuple[tuple[int, ...], ...],
             change: Callable[[Engine], None]) -> Callable[[], sqlite3.Connection]:
    folder = tempfile.TemporaryDirectory(prefix="mnist-lab-")

    def connect() -> sqlite3.Connection:
        return _connected(Path(folder.name) / path.name, "mode=rwc")
    source = reading_engine(path)
    with source.connect() as reading, closing(connect()) as target:
        original = reading.connection.driver_connection
        assert isinstance(original, sqlite3.Connection)
        original.backup(target)
    source.dispose()
    copy = create_engine("sqlite://", creator=connect)
    change(copy)
    copy.dispose()
    return connect


def _copied(path: Path, log: Path) -> Callable[[], sqlite3.Connection]:
    folder = tempfile.TemporaryDirectory(prefix="mnist-lab-")
    for file in filter(Path.exists, (path, log)):
        shutil.copyfile(file, Path(folder.name) / file.name)
    # the folder lives as long as the function that opens what is in it
    return lambda: _connected(Path(folder.name) / path.name, "mode=rw")


def _tried(engine: Engine) -> Engine:
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM runs")
    return engine


def _reader(connect: Callable[[], sqlite3.Connection]) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    def only_read(connection: Any, _: ConnectionPoolEntry) -> None:
        give_functions(connection)
        connection.execute("PRAGMA query_only=ON")
    event.listen(engine, "connect", only_read)
    return engine


def _connected(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, timeout=BUSY_SECONDS,
                           check_same_thread=False)


def fold_in(engine: Engine) -> None:
    """Bring what SQLite has in its log into the file, so that a copy of that alone is complete.

    Whoever closes a database last does so too; this one need not be the last.
    """
    if engine.dialect.name != "sqlite":
        return
    # somebody who reads or writes at this moment may hold it up, or the disk may be full
    with suppress(DBAPIError), engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={FOLD_MILLISECONDS}")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _configure(*, quick: bool) -> Callable[[Any, ConnectionPoolEntry], None]:
    def configure(connection: Any, _: ConnectionPoolEntry) -> None:
        give_functions(connection)
        cursor = connection.cursor()
        # readers never wait for the worker that writes ten times a second
        cursor.execute("PRAGMA journal_mode=WAL")
        # what is answered as saved survives a power cut
        cursor.execute(f"PRAGMA synchronous={'NORMAL' if quick else 'FULL'}")
        # on macOS, flush the drive's own cache too; elsewhere this does nothing
        cursor.execute(f"PRAGMA fullfsync={'OFF' if quick else 'ON'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()
    return configure


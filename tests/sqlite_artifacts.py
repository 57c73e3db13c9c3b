"""A second store of artifacts: one file of SQLite holds what all runs have.

Nothing in it is a path, as in an object store. ``python -m tests.sqlite_artifacts RUN LEASE`` is a
worker that keeps its files there.
"""

import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import setproctitle

from mnist_core.base.settings import Settings, read_settings
from mnist_core.runs.artifacts.artifacts import WORKER_LOG
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.worker.process import WORKER
from mnist_core.runs.worker.worker import work

TABLES = """
CREATE TABLE IF NOT EXISTS leases (run INTEGER, lease INTEGER, PRIMARY KEY (run, lease));
CREATE TABLE IF NOT EXISTS files (
    run INTEGER, lease INTEGER, name TEXT, data BLOB, version INTEGER,
    PRIMARY KEY (run, lease, name));
CREATE TABLE IF NOT EXISTS versions (last INTEGER);
INSERT INTO versions SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM versions);
"""
BUSY_SECONDS = 30


class SqliteArtifacts:
    """See ``ArtifactStore`` for what each method promises; logs lie in a folder of this machine."""

    def __init__(self, file: Path, logs: Path) -> None:
        self._file, self._logs = file, logs
        with closing(self._connect()) as connection:
            connection.executescript(TABLES)

    def adopt(self, run_id: int, lease: int) -> None:
        with self._alone() as connection:
            _adopt(connection, run_id, lease)

    def write(self, run_id: int, name: str, data: bytes, lease: int | None = None) -> None:
        with self._alone() as connection:
            number = _written(connection, run_id, lease)
            connection.execute("UPDATE versions SET last = last + 1")
            connection.execute("REPLACE INTO files SELECT ?, ?, ?, ?, last FROM versions",
                               (run_id, number, name, data))

    def sync(self, run_id: int, lease: int | None = None) -> None:
        """Each commit is on the disk already."""

    def read(self, run_id: int, name: str) -> bytes | None:
        if name == WORKER_LOG:
            log = self._log(run_id)
            return log.read_bytes() if log.exists() else None
        row = self._row(run_id, name, "data")
        return None if row is None else bytes(row)

    def version(self, run_id: int, name: str) -> int | None:
        if name == WORKER_LOG:
            log = self._log(run_id)
            return log.stat().st_size if log.exists() else None
        row = self._row(run_id, name, "version")
        return None if row is None else int(row)

    def names(self, run_id: int) -> list[str]:
        with closing(self._connect()) as connection:
            names = [name for name, in connection.execute(
                "SELECT name FROM files WHERE run = ? AND lease = "
                "(SELECT max(lease) FROM leases WHERE run = ?)", (run_id, run_id))]
        return [*names, *([WORKER_LOG] if self._log(run_id).exists() else [])]

    def keep(self, run_id: int, name: str, other_name: str, lease: int | None = None) -> None:
        with self._alone() as connection:
            number = _written(connection, run_id, lease)
            connection.execute(
                "REPLACE INTO files SELECT run, lease, ?, data, version FROM files "
                "WHERE run = ? AND lease = ? AND name = ?", (other_name, run_id, number, name))

    def remove(self, run_id: int, name: str, lease: int | None = None) -> None:
        with self._alone() as connection:
            number = _written(connection, run_id, lease)
            connection.execute("DELETE FROM files WHERE run = ? AND lease = ? AND name = ?",
                               (run_id, number, name))

    def delete(self, run_id: int) -> None:
        with self._alone() as connection:
            for table in ("files", "leases"):
                connection.execute(f"DELETE FROM {table} WHERE run = ?", (run_id,))
        self._log(run_id).unlink(missing_ok=True)

    def runs(self) -> list[int]:
        with closing(self._connect()) as connection:
            numbers = {run for run, in connection.execute("SELECT DISTINCT run FROM leases")}
        return sorted(numbers | {int(log.stem) for log in self._logs.glob("*.log")})

    def place(self, run_id: int) -> str:
        return f"{socket.gethostname()}:{self._file}?run={run_id}"

    def shared_files(self, place: str) -> None:
        """It is one machine's alone."""

    def open_log(self, run_id: int) -> IO[bytes]:
        self._logs.mkdir(exist_ok=True)
        return self._log(run_id).open("ab")

    def publish_log(self, run_id: int) -> None:
        """It lies where whoever opens this store looks for it."""

    def snapshot(self, run_id: int, folder: Path) -> None:
        with closing(self._connect()) as connection:
            rows = connection.execute(
                "SELECT name, data FROM files WHERE run = ? AND lease = "
                "(SELECT max(lease) FROM leases WHERE run = ?)", (run_id, run_id)).fetchall()
        folder.mkdir(parents=True)
        for name, data in rows:
            (folder / name).write_bytes(data)
        if self._log(run_id).exists():
            (folder / WORKER_LOG).write_bytes(self._log(run_id).read_bytes())

    def is_empty(self) -> bool:
        return not self.runs()

    def restore(self, folder: Path) -> None:
        for run in folder.iterdir():
            for file in run.iterdir():
                if file.name == WORKER_LOG:
                    with self.open_log(int(run.name)) as log:
                        log.write(file.read_bytes())
                else:
                    self.write(int(run.name), file.name, file.read_bytes())

    def put_aside(self, folder: Path) -> None:
        for run in self.runs():
            self.snapshot(run, folder / str(run))
            self.delete(run)

    def _log(self, run_id: int) -> Path:
        return self._logs / f"{run_id}.log"

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=BUSY_SECONDS, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        return connection

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def _row(self, run_id: int, name: str, column: str) -> bytes | int | None:
        with closing(self._connect()) as connection:
            row = connection.execute(
                f"SELECT {column} FROM files WHERE run = ? AND name = ? AND lease = "
                "(SELECT max(lease) FROM leases WHERE run = ?)", (run_id, name, run_id)).fetchone()
        return row[0] if row else None


def _adopt(connection: sqlite3.Connection, run_id: int, lease: int) -> None:
    if connection.execute("SELECT 1 FROM leases WHERE run = ? AND lease = ?",
                          (run_id, lease)).fetchone():
        return
    before, = connection.execute("SELECT max(lease) FROM leases WHERE run = ? AND lease < ?",
                                 (run_id, lease)).fetchone()
    connection.execute("INSERT INTO leases VALUES (?, ?)", (run_id, lease))
    if before is None:
        return
    connection.execute("INSERT INTO files SELECT run, ?, name, data, version FROM files "
                       "WHERE run = ? AND lease = ?", (lease, run_id, before))
    for table in ("files", "leases"):
        connection.execute(f"DELETE FROM {table} WHERE run = ? AND lease < ?", (run_id, lease))


def _written(connection: sqlite3.Connection, run_id: int, lease: int | None) -> int:
    """The number under which is written; 0 for a run that no worker has had yet."""
    if lease is None:
        lease, = connection.execute("SELECT coalesce(max(lease), 0) FROM leases WHERE run = ?",
                                    (run_id,)).fetchone()
    _adopt(connection, run_id, lease)
    return lease


def sqlite_artifacts(settings: Settings) -> SqliteArtifacts:
    """The store of a home."""
    return SqliteArtifacts(settings.home / "artifacts.db", settings.home / "logs")


if __name__ == "__main__":
    run_id, number = map(int, sys.argv[1:])
    setproctitle.setproctitle(f"{WORKER} {run_id} {number}")
    sys.exit(work(Lease(run_id, number), sqlite_artifacts(read_settings())))

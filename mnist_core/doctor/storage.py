"""Where things are kept: MNIST itself, the home with its disk, the database."""

import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_core.doctor.check import Answer, bad, good, missing

if TYPE_CHECKING:
    from sqlalchemy import Engine

LITTLE_BYTES = 200_000_000
_IN_MEMORY = ("tmpfs", "ramfs")
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "lustre")
_CONNECT_SECONDS = 8


def data() -> Answer:
    from mnist_core.base.settings import read_settings
    from mnist_core.data.mnist import inspect

    report = inspect(read_settings())
    if not report.trains_on:
        return bad(report.notice)
    if report.notice:
        return missing(f"Training uses {report.trains_on}. {report.notice}")
    folders = sorted({str(Path(file.path).parent) for file in report.files if file.path})
    return good(f"{report.trains_on}, from {' and '.join(folders)}.")


def home() -> Answer:
    """Whether it can be written, keeps what is synced, and is no place that forgets."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.database.failures import is_sqlite

    settings = read_settings()
    folder = _existing(settings.home)
    made = "" if folder == settings.home else " (it will be made)"
    try:
        began = time.perf_counter()
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"doctor")
            file.flush()
            os.fsync(file.fileno())
        millis = 1000 * (time.perf_counter() - began)
    except OSError as error:
        return bad(f"{settings.home} cannot be written ({error.strerror or error}): set MNIST_HOME "
                   "to a folder that can be.")
    kind = file_system(folder)
    if kind in _IN_MEMORY:
        return bad(f"{settings.home} lies in memory ({kind}) and is gone when this machine "
                   "restarts: set MNIST_HOME to a folder on a disk.")
    if kind in _NETWORK and is_sqlite(settings.database_url):
        return bad(f"{settings.home} lies on a network drive ({kind}), on which SQLite cannot "
                   "lock: set MNIST_HOME to a local folder, or MNIST_DATABASE_URL to PostgreSQL.")
    words = f"{settings.home}{made} can be written; to put it on the disk took {millis:.0f} ms."
    if kind == "overlay":
        words += (" It lies in a container's own layer and goes with the container; a volume "
                  "keeps it.")
    return good(words)


def disk() -> Answer:
    from mnist_core.base.settings import read_settings

    folder = read_settings().home
    free = shutil.disk_usage(_existing(folder)).free
    words = f"{free / 1e9:.1f} GB is free where {folder} lies."
    return good(words) if free >= LITTLE_BYTES else bad(f"{words} Free some space: runs that "
                                                        "cannot save are interrupted.")


def database() -> Answer:
    """Whether it opens, is whole and takes a write; nothing in it is changed."""
    from sqlalchemy.exc import DBAPIError

    from mnist_core.base.settings import read_settings
    from mnist_core.runs.database.failures import database_name, is_sqlite

    url = read_settings().database_url
    engine = _engine(url)
    try:
        if is_sqlite(url):
            name = str(engine.url.database)
            if not Path(name).exists():
                return good(f"SQLite {sqlite3.sqlite_version}; {name} will be made.")
            return _sqlite(engine, name)
        return _server(engine, database_name(url))
    except (DBAPIError, sqlite3.Error) as error:
        # a driver explains itself in several lines, of which the first says what happened
        cause, *_ = str(getattr(error, "orig", error)).strip().splitlines() or [""]
        if is_sqlite(url):
            return bad(f"The database {engine.url.database} cannot be used ({cause}): look whether "
                       "it may be written; if it is damaged, `python -m mnist_core restore FILE` "
                       "brings a backup back.")
        return bad(f"The database {database_name(url)} cannot be used ({cause}): look whether it "
                   "runs, can be reached from here, and lets this user in.")
    finally:
        engine.dispose()


def _engine(url: str) -> "Engine":
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError

    from mnist_core.runs.database.failures import is_sqlite

    try:
        arguments = ({"timeout": _CONNECT_SECONDS} if is_sqlite(url)
                     else {"connect_timeout": _CONNECT_SECONDS})
        return create_engine(url, connect_args=arguments)
    except ArgumentError:
        raise ValueError("MNIST_DATABASE_URL is no address of a database that is known here; use "
                         "one such as postgresql+psycopg://host/name.") from None
    except ImportError as error:
        raise ValueError(f"The driver of MNIST_DATABASE_URL is not installed ({error}): run "
                         "`pip install \"psycopg[binary]\"`.") from None


def _sqlite(engine: "Engine", name: str) -> Answer:
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        (verdict,) = cursor.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            return bad(f"{name} is damaged ({' '.join(str(verdict).split())}): stop the lab, and "
                       "bring a backup back with `python -m mnist_core restore FILE`.")
        # takes the lock of whoever writes, and gives it back
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
        tables = cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'runs'").fetchone()
        runs = cursor.execute("SELECT count(*) FROM runs").fetchone()[0] if tables[0] else 0
    return good(f"SQLite {sqlite3.sqlite_version}, {name}: whole, can be written, "
                f"{_counted(runs)}.")


def _server(engine: "Engine", name: str) -> Answer:
    from sqlalchemy import inspect, text

    with engine.connect() as connection:
        if engine.dialect.name != "postgresql":
            return bad(f"{name} is of a kind that was never tried ({engine.dialect.name}): use "
                       "PostgreSQL or SQLite.")
        version = connection.execute(text("SHOW server_version")).scalar()
        connection.execute(text("CREATE TEMPORARY TABLE doctor (written integer)"))
        connection.rollback()
        has_runs = inspect(connection).has_table("runs")
        runs = connection.execute(text("SELECT count(*) FROM runs")).scalar() if has_runs else 0
    return good(f"PostgreSQL {version}, {name}: can be written, {_counted(int(runs or 0))}.")


def _counted(runs: int) -> str:
    return f"{runs:,} run{'' if runs == 1 else 's'}"


def _existing(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def file_system(folder: Path) -> str:
    """Its kind, such as ext4; empty where this system does not tell."""
    import psutil

    place = folder.resolve()
    try:
        found = [partition for partition in psutil.disk_partitions(all=True)
                 if place.is_relative_to(partition.mountpoint)]
    except OSError:
        return ""
    # of two at the same place the later one hides the other
    return max(reversed(found), key=lambda one: len(one.mountpoint)).fstype if found else ""

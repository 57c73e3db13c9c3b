"""Bringing a backup back: checked whole, written beside, then put in its place."""

import json
import os
import re
import shutil
import sqlite3
import tempfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.lessons.own_lessons import FOLDER as LESSONS
from mnist_core.lessons.own_lessons import OwnLessons
from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.backup.backup import (
    CHUNK_BYTES,
    DATABASE,
    DIGEST_BYTES,
    FORMAT,
    MANIFEST,
    RUNS,
    Progress,
    check,
    database_file,
)
from mnist_core.runs.database.engines import open_database
from mnist_core.runs.database.failures import StoreError, sqlite_code, sync_folder
from mnist_core.runs.database.tables.runs import CommandRow, RunRow

NAMES = re.compile(rf"{re.escape(DATABASE)}|{RUNS}/[1-9][0-9]{{0,8}}/[^./\\][^/\\]*"
                   rf"|{LESSONS}(/[^./\\][^/\\]*){{2,3}}")
# what lies beside a database that is open, or was when its process died
_BESIDE = ("", "-wal", "-shm", "-journal")
_MANIFEST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back; ``aside`` is where everything that was there before lies now."""

    runs: int
    files: int
    bytes: int
    aside: Path | None


def restore(settings: Settings, backup: Path, *, replace: bool, progress: Progress) -> Restored:
    """Make the home what it was when the backup was made. Nobody's runs are overwritten.

    Args:
        replace: put what the home holds aside, in a folder of its own, instead of refusing.

    Raises:
        ValueError: it is not a whole backup, the home holds runs, or a lab runs there.
        OSError: the home cannot be written.
    """
    database, artifacts = database_file(settings), open_artifacts(settings)
    home = settings.home
    with _opened(backup) as archive:
        files = _manifest(backup, archive)
        home.mkdir(parents=True, exist_ok=True)
        has_lessons = bool(OwnLessons(home / LESSONS).files())
        has_records = database.exists() or not artifacts.is_empty()
        is_there = has_lessons or has_records
        if not replace and (has_lessons or (has_records and not _is_empty(database, artifacts))):
            raise ValueError(
                f"{home} holds runs or own lessons already: restore into an empty home by setting "
                "MNIST_HOME, or add --replace, which puts aside what is there and deletes nothing.")
        _refuse_what_is_in_use(home, database)
        _check_room(home, sum(int(entry["bytes"]) for entry in files.values()))
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder:
            staging = Path(folder)
            _unpack(backup, archive, files, staging, progress)
            num_runs = _made_nobodys(backup, staging / DATABASE)
            # the second look: unpacking takes its time
            _refuse_what_is_in_use(home, database)
            aside = _put_aside(home, database, artifacts) if is_there else None
            if (staging / LESSONS).exists():
                # nothing of it is left there but folders without a file
                shutil.rmtree(home / LESSONS, ignore_errors=True)
                shutil.move(staging / LESSONS, home / LESSONS)
            (staging / RUNS).mkdir(exist_ok=True)
            artifacts.restore(staging / RUNS)
            # last, as it names all others
            database.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(staging / DATABASE, database)
    for changed in {home, database.parent}:
        sync_folder(changed)
    return Restored(num_runs, len(files) - 1,
                    sum(int(entry["bytes"]) for entry in files.values()), aside)


def _opened(backup: Path) -> ZipFile:
    try:
        return ZipFile(backup)
    except FileNotFoundError:
        raise ValueError(f"There is no file {backup}.") from None
    except (BadZipFile, IsADirectoryError):
        raise ValueError(f"{backup} is not a backup of a lab, or only a part of one.") from None


def _manifest(backup: Path, archive: ZipFile) -> dict[str, dict[str, Any]]:
    """By name: what each file must be."""
    try:
        if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
            raise ValueError
        manifest = json.loads(archive.read(MANIFEST))
        files: dict[str, dict[str, Any]] = manifest["files"]
        names = [name for name in archive.namelist() if name != MANIFEST]
        is_whole = (sorted(names) == sorted(files) and DATABASE in files
                    and all(NAMES.fullmatch(name) for name in names)
                    and all(archive.getinfo(name).file_size == files[name]["bytes"]
                            for name in names))
    except (KeyError, ValueError, TypeError, AttributeError, BadZipFile, zlib.error, OSError):
        raise ValueError(f"{backup} is not a backup of a lab.") from None
    if manifest.get("format") != FORMAT:
        raise ValueError(f"{backup} was made by another version of the lab, which this one does "
                         "not understand.")
    if not is_whole:
        raise _damaged(backup, "its list of files is not true")
    return files


def _damaged(backup: Path, what: str) -> ValueError:
    return ValueError(f"{backup} is damaged ({what}); nothing was restored. Use another backup.")


def _refuse_what_is_in_use(home: Path, database: Path) -> None:
    """Raises:
        ValueError: some process has the database open.
    """
    if not database.exists() or database.stat().st_size == 0:
        return
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True,
                                 timeout=1, isolation_level=None)) as connection:
        try:
            # only the last one that has a database open can take it out of the mode with a log
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if sqlite_code(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise ValueError(f"A lab runs in {home}: stop it first, and every training on the "
                                 "command line.") from None
        except sqlite3.DatabaseError:
            # a damaged one: a backup is what it needs
            pass


def _is_empty(database: Path, artifacts: ArtifactStore) -> bool:
    """Whether there is a database without a run, a drawing or a recipe, and no file of a run."""
    if not artifacts.is_empty():
        return False
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True,
                                     timeout=1)) as connection:
            return not any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
                           for table in ("runs", "drawings", "recipes"))
    except sqlite3.DatabaseError:
        return False


def _check_room(home: Path, num_bytes: int) -> None:
    free = shutil.disk_usage(home).free
    if num_bytes > free:
        raise OSError(f"the backup takes {num_bytes / 1e6:,.0f} MB, and the disk has "
                      f"{free / 1e6:,.0f} MB free: free some space first")


def _unpack(backup: Path, archive: ZipFile, files: dict[str, dict[str, Any]], staging: Path,
            progress: Progress) -> None:
    folders = set()
    for done, (name, expected) in enumerate(files.items()):
        progress("files", done / len(files))
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        folders.add(target.parent)
        digest = blake2b(digest_size=DIGEST_BYTES)
        try:
            with archive.open(name) as source, target.open("xb") as file:
                while part := source.read(CHUNK_BYTES):
                    file.write(part)
                    digest.update(part)
                file.flush()
                os.fsync(file.fileno())
        except (BadZipFile, zlib.error, EOFError, NotImplementedError):
            raise _damaged(backup, name) from None
        if digest.hexdigest() != expected.get("blake2b"):
            raise _damaged(backup, name)
    for folder in folders:
        sync_folder(folder)
    progress("files", 1.0)


def _made_nobodys(backup: Path, database: Path) -> int:
    """End the leases: what trained in the lab of the backup trains nowhere now; how many runs."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            check(connection)
        engine = open_database(f"sqlite:///{database.as_posix()}")
        try:
            with Session(engine) as session:
                session.execute(update(RunRow).where(RunRow.state == "running")
                                .values(state="interrupted"))
                session.execute(update(RunRow).values(worker=None))
                session.execute(delete(CommandRow))
                session.commit()
                return session.query(RunRow).where(RunRow.state != "deleted").count()
        finally:
            engine.dispose()
    except (sqlite3.DatabaseError, StoreError):
        raise _damaged(backup, DATABASE) from None


def _put_aside(home: Path, database: Path, artifacts: ArtifactStore) -> Path:
    aside = home / f"before-restore-{datetime.now():%Y-%m-%d-%H%M%S}"
    aside.mkdir()
    for end in _BESIDE:
        file = database.with_name(database.name + end)
        if file.exists():
            shutil.move(file, aside / (DATABASE + end))
    artifacts.put_aside(aside / RUNS)
    if (home / LESSONS).exists():
        shutil.move(home / LESSONS, aside / LESSONS)
    sync_folder(aside)
    return aside

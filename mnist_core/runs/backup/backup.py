"""A backup: a whole lab in one file, made while it runs, as it stood at one moment.

The file is a ZIP of ``lab.db``, ``runs/<run>/<name>``, a teacher's own ``lessons/<place>`` and,
last, ``manifest.json``, which has the size and the digest of all others. It holds no time and no
machine: two backups of a lab in which nothing happened between them have the same bytes.
"""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import make_url

from mnist_core.base.files.whole_file import whole_file
from mnist_core.base.settings import Settings
from mnist_core.lessons.own_lessons import FOLDER as LESSONS
from mnist_core.lessons.own_lessons import OwnLessons
from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.artifacts.open_artifacts import artifacts_place, open_artifacts
from mnist_core.runs.database.failures import database_name, is_sqlite, sqlite_code, sync_folder
from mnist_core.runs.database.sqlite import BUSY_SECONDS

DATABASE = "lab.db"
RUNS = "runs"
MANIFEST = "manifest.json"
FORMAT = 1
CHUNK_BYTES = 1 << 20
DIGEST_BYTES = 32
_PAGES = 1000
# the earliest date that a ZIP file can hold
_NO_DATE = (1980, 1, 1, 0, 0, 0)

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds, in numbers."""

    runs: int
    drawings: int
    recipes: int
    lessons: int
    files: int
    bytes: int


def database_file(settings: Settings) -> Path:
    """Where the lab's database lies.

    Raises:
        ValueError: on a server, which has its own way of being saved.
    """
    if not is_sqlite(settings.database_url):
        raise ValueError(
            f"The records are in {database_name(settings.database_url)}, which is saved with "
            f"pg_dump and brought back with pg_restore; keep a copy of "
            f"{artifacts_place(settings)} with it, taken just before.")
    return Path(make_url(settings.database_url).database or "")


def write_backup(settings: Settings, target: Path, progress: Progress) -> Contents:
    """Write the lab to ``target``, whole or not at all; trainings go on meanwhile.

    Raises:
        ValueError: there is no lab to save, or ``target`` is there already.
        OSError, sqlite3.Error: it cannot be read or written.
    """
    database = database_file(settings)
    if not database.exists():
        raise ValueError(f"There is nothing to save in {settings.home}: no lab has run there.")
    if target.exists():
        raise ValueError(f"{target} is there already; name a file that is not.")
    if not target.parent.is_dir():
        raise ValueError(f"There is no folder {target.parent}; make it first.")
    with _staging(settings.home) as staging:
        _stage(database, open_artifacts(settings), staging, progress)
        _stage_lessons(OwnLessons(settings.home / LESSONS), staging / LESSONS)
        contents = _counted(staging)
        with whole_file(target) as file:
            _zip(staging, file, progress)
    sync_folder(target.parent)
    return contents


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """A folder for links to files, so on their file system where that can be written."""
    below = home if os.access(home, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=below) as folder:
        yield Path(folder)


def _stage(database: Path, artifacts: ArtifactStore, staging: Path, progress: Progress) -> None:
    """The rows and the files of one moment.

    While the database is held, no worker can write a row down, and each writes its rows before
    the files that stand on them: what is found then is what a power cut at that moment would
    leave. Files are linked, as every writer replaces and none changes them, and copied later.
    """
    can_write = os.access(database.parent, os.W_OK)
    # SQLite needs to write beside a file to read it, unless it is told that nobody writes
    is_whole = not database.with_name(f"{database.name}-wal").exists()
    with closing(_opened(database, "ro&immutable=1" if is_whole and not can_write else "ro")
                 ) as source:
        with _held(database) if can_write else nullcontext():
            # a reader sees the moment at which it began, whatever is written after it
            source.execute("BEGIN")
            numbers = [row[0] for row in source.execute("SELECT id FROM runs")]
            for number in numbers:
                artifacts.snapshot(number, staging / RUNS / str(number))
        with closing(sqlite3.connect(staging / DATABASE)) as copy:
            source.backup(copy, pages=_PAGES, progress=lambda _, left, all_: progress(
                "records", 1 - left / max(all_, 1)))
            copy.execute("PRAGMA journal_mode=DELETE")
            check(copy)


def _stage_lessons(own: OwnLessons, folder: Path) -> None:
    for place in own.files():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(own.folder / place, folder / place)


def check(connection: sqlite3.Connection) -> None:
    """Raises:
        sqlite3.DatabaseError: the database is damaged.
    """
    found, = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(f"database disk image is malformed: {found}")


@contextmanager
def _held(database: Path) -> Iterator[None]:
    """Keep everybody from writing to the database."""
    with closing(_opened(database, "rw")) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            # nobody can write to what is read-only
            if not sqlite_code(error).startswith("SQLITE_READONLY"):
                raise
        yield


def _opened(database: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode={mode}", uri=True,
                           timeout=BUSY_SECONDS, isolation_level=None)


def _counted(staging: Path) -> Contents:
    files = [file for file in staging.rglob("*") if file.is_file()]
    with closing(sqlite3.connect(staging / DATABASE)) as connection:
        runs, drawings, recipes = (
            _num_rows(connection, table, condition) for table, condition in (
                ("runs", "state != 'deleted'"), ("drawings", "true"), ("recipes", "true")))
    return Contents(runs, drawings, recipes, len(OwnLessons(staging / LESSONS).places()),
                    len(files) - 1, sum(file.stat().st_size for file in files))


def _num_rows(connection: sqlite3.Connection, table: str, condition: str) -> int:
    """0 where an older lab had no such table."""
    is_there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if not is_there:
        return 0
    count, = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()
    return int(count)


def _zip(staging: Path, file: IO[bytes], progress: Progress) -> None:
    paths = sorted(path for path in staging.rglob("*") if path.is_file())
    manifest: dict[str, dict[str, object]] = {}
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for done, path in enumerate(paths):
            progress("files", done / len(paths))
            name = path.relative_to(staging).as_posix()
            digest, num_bytes = blake2b(digest_size=DIGEST_BYTES), 0
            with path.open("rb") as source, archive.open(_entry(name), "w",
                                                         force_zip64=True) as target:
                while part := source.read(CHUNK_BYTES):
                    target.write(part)
                    digest.update(part)
                    num_bytes += len(part)
            manifest[name] = {"bytes": num_bytes, "blake2b": digest.hexdigest()}
        archive.writestr(_entry(MANIFEST),
                         json.dumps({"format": FORMAT, "files": manifest}, indent=1))
    progress("files", 1.0)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _NO_DATE)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry

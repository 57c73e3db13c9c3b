"""Failures of the disk and the database: what happened and what to do, in one sentence."""

import errno
import os
import shutil
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)

from mnist_core.base.settings import Settings, shared_folder

StoreError = DBAPIError
"""What a database raises that is away, full, locked or damaged; see ``is_outage``."""
AnyStoreError = SQLAlchemyError
"""What SQLAlchemy raises: a database's error, or that no connection to it was free in time."""
LITTLE_BYTES = 1_000_000
# of PostgreSQL: a password, a database or a user, an address
_REFUSALS = ("authentication failed", "does not exist", "not permitted to log in",
             "no pg_hba.conf entry", "permission denied")


class ArtifactsError(OSError):
    """The store of artifacts is away or refuses; the text is one sentence that says what to do."""


def is_full(home: Path) -> bool:
    """Whether too little is left to write an epoch down."""
    return home.exists() and shutil.disk_usage(home).free < LITTLE_BYTES


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk: a renamed file is else lost in a power cut."""
    if os.name == "nt":
        # Windows opens no folders, and its file system keeps a journal of names
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def full_sentence(home: Path) -> str:
    return (f"The disk of {home} is full: free some space; an interrupted run then goes on from "
            "its last checkpoint.")


def records_sentence(settings: Settings, error: Exception) -> str:
    """Why the records could not be read or written, and what to do.

    Args:
        error: of the database, or of the disk on which the files of runs lie.
    """
    if isinstance(error, ArtifactsError):
        return str(error)
    cause, home = reason(error), settings.home
    shared = shared_folder(settings)
    if shared and isinstance(error, OSError) and not _is_below(error, home) and (
            _is_below(error, shared) or not shared.exists()):
        return (f"The artifact store {shared} cannot be read or written ({cause}); try again once "
                "it can.")
    if not isinstance(error, OSError) and not is_sqlite(settings.database_url):
        name = database_name(settings.database_url)
        if not_let_in(cause):
            said = cause.rpartition("FATAL:")[2].strip()
            return (f"The database {name} does not let this lab in ({said}): correct the user, the "
                    "password or the name in MNIST_DATABASE_URL.")
        return (f"The database {name} cannot be read or written ({cause}); try again once it "
                "answers.")
    if is_damaged(error):
        file = make_url(settings.database_url).database
        return (f"The database {file} is damaged ({cause}); nothing in it was changed. Bring a "
                "backup back with `python -m mnist_core restore FILE --replace`, or save what can "
                f"be read with `sqlite3 {file} .recover`.")
    if not home.exists():
        return f"The folder {home} is gone: bring it back, or start the lab anew."
    if _has_no_room(error) or (is_unwritable(error) and is_full(home)):
        return full_sentence(home)
    if _may_not_write(error):
        return (f"{home} cannot be written ({cause}): what is there can be looked at, and nothing "
                "trained or saved until it can.")
    return (f"The records in {home} cannot be read or written ({cause}); try again once they can.")


def read_only_sentence(settings: Settings) -> str:
    """Why a store can only be read, and what to do."""
    home = settings.home
    if is_full(home):
        return full_sentence(home)
    return (f"{home} cannot be written: what is there can be looked at, and nothing trained or "
            "saved until it can.")


def reason(error: Exception) -> str:
    """What a database or a disk says, in one line."""
    # a driver explains itself in several lines, of which the first says what happened
    cause, *_ = str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__]
    return cause


def not_let_in(cause: str) -> bool:
    """Whether a database server answers and refuses whoever asks, which no waiting mends."""
    return "FATAL" in cause and any(words in cause for words in _REFUSALS)


def is_damaged(error: Exception) -> bool:
    """Whether SQLite found that its file is not what it wrote."""
    cause = reason(error)
    return not isinstance(error, OSError) and any(
        word in cause for word in ("malformed", "not a database", "unsupported file format"))


def is_unwritable(error: Exception) -> bool:
    """Whether SQLite may be able to read, though not to write."""
    return sqlite_code(error).startswith((
        "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR"))


def sqlite_code(error: Exception) -> str:
    """What SQLite calls its error: ``SQLITE_BUSY``, or longer; empty for any other error.

    The text of an error may hold a path, in which any word can stand.
    """
    return getattr(getattr(error, "orig", error), "sqlite_errorname", "")


def is_outage(error: Exception) -> bool:
    """Whether it is the database's or the disk's failure, and no mistake of ours."""
    return isinstance(error, OSError | DBAPIError) and not isinstance(
        error, IntegrityError | ProgrammingError | DataError)


def is_sqlite(url: str) -> bool:
    """Whether the database is a file of this machine, not a server."""
    return make_url(url).get_backend_name() == "sqlite"


def database_name(url: str) -> str:
    """``lab on db.school.org:5432``: what a database is called, without anybody's password."""
    address = make_url(url)
    port = f":{address.port}" if address.port else ""
    return f"{address.database} on {address.host or 'this machine'}{port}"


def _has_no_room(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return sqlite_code(error) == "SQLITE_FULL"


def _may_not_write(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.EROFS, errno.EACCES, errno.EPERM)
    return sqlite_code(error).startswith("SQLITE_READONLY")


def _is_below(error: OSError, folder: Path) -> bool:
    return isinstance(error.filename, str | Path) and Path(error.filename).is_relative_to(folder)

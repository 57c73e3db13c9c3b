"""What a disk or a database that fails means to the person whose it is, in one sentence."""

import os
import shutil
from pathlib import Path

from sqlalchemy import make_url

from mnist_core.settings import Settings

LITTLE_BYTES = 1_000_000


def is_full(home: Path) -> bool:
    """Whether too little is left to write an epoch down."""
    return shutil.disk_usage(home).free < LITTLE_BYTES


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


def write_sentence(settings: Settings, error: Exception) -> str:
    """Why the records could not be read or written, and what to do.

    Args:
        error: of the database, or of the disk on which the files of runs lie.
    """
    # a driver explains itself in several lines, of which the first says what happened
    cause, *_ = str(getattr(error, "orig", error)).strip().splitlines() or [""]
    if not isinstance(error, OSError) and not is_sqlite(settings.database_url):
        return (f"The database {database_name(settings.database_url)} cannot be read or written "
                f"({cause}); try again once it answers.")
    if "full" in cause or "No space left" in cause:
        return full_sentence(settings.home)
    return (f"The records in {settings.home} cannot be read or written ({cause}); try again once "
            "they can.")


def is_sqlite(url: str) -> bool:
    """Whether the database is a file of this machine, not a server."""
    return make_url(url).get_backend_name() == "sqlite"


def database_name(url: str) -> str:
    """``lab on db.school.org:5432``: what a database is called, without anybody's password."""
    address = make_url(url)
    port = f":{address.port}" if address.port else ""
    return f"{address.database} on {address.host or 'this machine'}{port}"

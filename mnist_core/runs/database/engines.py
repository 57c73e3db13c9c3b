"""The engines that open the lab's database: durable, quick, or only for reading."""

from sqlalchemy import Engine, text
from sqlalchemy.exc import ArgumentError

from mnist_core.runs.database.postgresql import server_engine
from mnist_core.runs.database.schema import HEAD, bring_up_to_date, revision_of
from mnist_core.runs.database.sqlite import SqliteFile, changed_copy, file_of, reading_engine
from mnist_core.runs.database.tables.base import Base

KINDS = "postgresql+psycopg://user:password@host/name or sqlite:////folder/lab.db"


def open_database(url: str) -> Engine:
    """Open the database, make it where there is none, and bring an older one up to date.

    Raises:
        ValueError: there is no such kind of database, its driver is not installed, or a newer lab
            made it (``NewerDatabase``).
        DBAPIError: it is damaged, or cannot be written.
    """
    try:
        file = SqliteFile(url) if file_of(url) else None
        engine = file.engine() if file else server_engine(url)
    except ArgumentError:
        raise ValueError("MNIST_DATABASE_URL is not an address of a database that is known here; "
                         f"use {KINDS}.") from None
    except ImportError as error:
        raise ValueError(f"The driver of MNIST_DATABASE_URL is not installed ({error}): run "
                         f"`pip install \"psycopg[binary]\"`, and use {KINDS}.") from None
    if file:
        file.refuse_an_empty_file()
    bring_up_to_date(engine)
    if file:
        file.now_made()
    return engine


def never_number_again(engine: Engine, run_id: int) -> None:
    """Number new runs above this one: its files are there, though its row is lost."""
    if run_id and engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES ('runs', :id)"),
                               {"id": run_id})


def open_for_reading(url: str) -> Engine:
    """Open SQLite's file where nothing can be written; an empty one where there is none.

    One of an older lab is read in a copy that was brought up to date.

    Raises:
        NewerDatabase: a newer lab made it.
        DBAPIError: it cannot be read either, or there is no room for a copy.
    """
    path = file_of(url)
    assert path
    engine = reading_engine(path)
    if not path.exists():
        # it is as read-only as the other, but for this
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=OFF")
            Base.metadata.create_all(connection)
            connection.commit()
            connection.exec_driver_sql("PRAGMA query_only=ON")
        return engine
    if revision_of(engine) == HEAD:
        return engine
    engine.dispose()
    return changed_copy(path, bring_up_to_date)


def quick_engine(engine: Engine) -> Engine:
    """Another way into the same database, whose commits do not wait for the disk.

    For what is written many times a second and can be computed anew. A commit survives a killed
    process; a power cut may take the last ones, but never one that a commit of ``engine``
    followed: SQLite appends both to one log, and flushes it from its beginning.
    """
    if file_of(engine.url) is None:
        return engine
    file = SqliteFile(engine.url)
    file.now_made()
    return file.engine(quick=True)

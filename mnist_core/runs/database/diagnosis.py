"""Whether a database opens, is whole and takes a write; nothing in it is changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from mnist_core.base.format import count_of
from mnist_core.runs.database.failures import database_name, is_sqlite, reason
from mnist_core.runs.database.schema import check_known, revision_of

CONNECT_SECONDS = 8


class DatabaseFault(Exception):
    """What is wrong with it and what to do, in one sentence."""


def diagnose(url: str) -> str:
    """What kind it is, which version, and how many runs it holds.

    Raises:
        DatabaseFault: it cannot be used.
        ValueError: the address is none, its driver is not installed, or a newer lab made it.
    """
    engine = _engine(url)
    try:
        if is_sqlite(url):
            name = str(engine.url.database)
            if not Path(name).exists():
                return f"SQLite {sqlite3.sqlite_version}; {name} will be made."
            words = _diagnose_sqlite(engine, name)
        else:
            words = _diagnose_server(engine, database_name(url))
        check_known(revision_of(engine))
        return words
    except (DBAPIError, sqlite3.Error) as error:
        if is_sqlite(url):
            raise DatabaseFault(
                f"The database {engine.url.database} cannot be used ({reason(error)}): look "
                "whether it may be written; if it is damaged, `python -m mnist_core restore FILE` "
                "brings a backup back.") from None
        raise DatabaseFault(
            f"The database {database_name(url)} cannot be used ({reason(error)}): look whether it "
            "runs, can be reached from here, and lets this user in.") from None
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    try:
        arguments = ({"timeout": CONNECT_SECONDS} if is_sqlite(url)
                     else {"connect_timeout": CONNECT_SECONDS})
        return create_engine(url, connect_args=arguments)
    except ArgumentError:
        raise ValueError("MNIST_DATABASE_URL is not an address of a database that is known here; "
                         "use one such as postgresql+psycopg://host/name.") from None
    except ImportError as error:
        raise ValueError(f"The driver of MNIST_DATABASE_URL is not installed ({error}): run "
                         "`pip install \"psycopg[binary]\"`.") from None


def _diagnose_sqlite(engine: Engine, name: str) -> str:
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        (verdict,) = cursor.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise DatabaseFault(
                f"{name} is damaged ({' '.join(str(verdict).split())}): stop the lab, and bring a "
                "backup back with `python -m mnist_core restore FILE`.")
        # takes the lock of whoever writes, and gives it back
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
        tables = cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'runs'").fetchone()
        runs = cursor.execute("SELECT count(*) FROM runs").fetchone()[0] if tables[0] else 0
    return (f"SQLite {sqlite3.sqlite_version}, {name}: whole, can be written, "
            f"{count_of(runs, 'run')}.")


def _diagnose_server(engine: Engine, name: str) -> str:
    with engine.connect() as connection:
        if engine.dialect.name != "postgresql":
            raise DatabaseFault(f"{name} is of a kind that was never tried "
                                f"({engine.dialect.name}): use PostgreSQL or SQLite.")
        version = connection.execute(text("SHOW server_version")).scalar()
        connection.execute(text("CREATE TEMPORARY TABLE doctor (written integer)"))
        connection.rollback()
        has_runs = inspect(connection).has_table("runs")
        runs = connection.execute(text("SELECT count(*) FROM runs")).scalar() if has_runs else 0
    return f"PostgreSQL {version}, {name}: can be written, {count_of(int(runs or 0), 'run')}."

"""The clock that leases are judged by: one for all who share a database.

With PostgreSQL it is the server's own clock, read within the database, so that the clocks of the
machines around it may say what they like. SQLite's file belongs to one machine, and its clock is
that machine's monotonic one: it goes on evenly when the wall clock is set, and rests while the
machine sleeps.
"""

import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from mnist_core.runs.lease.process_identity import this_boot

SQLITE_FUNCTION = "lab_monotonic"
# not the start of the transaction, which now() gives
SERVER_SECONDS = "EXTRACT(EPOCH FROM clock_timestamp())"


class database_now(FunctionElement[float]):  # noqa: N801 (an SQL function, as in sqlalchemy.func)
    """Seconds, evaluated in the database when the statement runs."""

    type = Float()
    inherit_cache = True


@compiles(database_now)
def _server_clock(element: object, compiler: Any, **_: object) -> str:
    return SERVER_SECONDS


@compiles(database_now, "sqlite")
def _machine_clock(element: object, compiler: Any, **_: object) -> str:
    return f"{SQLITE_FUNCTION}()"


def give_clock(connection: sqlite3.Connection) -> None:
    """Teach a new SQLite connection the clock."""
    connection.create_function(SQLITE_FUNCTION, 0, time.monotonic)


@dataclass(frozen=True, slots=True)
class Now:
    """One moment of the database's clock; ``boot`` is the machine's, if the clock is a machine's.
    """

    seconds: float
    boot: str | None = None


def read_now(session: Session) -> Now:
    seconds = session.scalar(select(database_now()))
    assert seconds is not None
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return Now(float(seconds), this_boot() if is_sqlite else None)


def read_time(session: Session) -> float:
    """UNIX seconds, by the one clock of all servers: PostgreSQL's; of SQLite's machine its own."""
    if session.get_bind().dialect.name == "sqlite":
        return time.time()
    return read_now(session).seconds

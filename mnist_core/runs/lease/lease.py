"""A lease: one worker's right to write one run, and how long it counts as held.

It has a number, which grows whenever a run is given to a worker (a fencing token): every write to
the run's rows checks it, and files lie in a folder of that number, so that a worker that was given
up for dead, and wakes, can change nothing of what its successor has. The worker beats. Its lease
is held

- on its own machine: while its process lives. A process that is gone is seen at once; one that is
  frozen counts as any other that is silent;
- elsewhere: for 7 s after each beat, by the clock of the database (``clock``), whatever the clocks
  of the machines say. A beat ahead of now is not a sign of life: that clock was set back since, and
  whoever lives beats again within 2 s.
"""

import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from mnist_core.runs.lease.clock import SERVER_SECONDS, Now, give_clock
from mnist_core.runs.lease.process_identity import life_of, read_identity, this_boot

BEAT_SECONDS = 2.0
STALE_SECONDS = 7.0
"""A worker silent for longer is taken for dead: with a second to notice, under ten in all."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The ``number``th time that this run was given to a worker."""

    run_id: int
    number: int


def is_held(worker: str | None, heartbeat: float | None, now: Now) -> bool:
    """Whether a living worker holds a lease.

    Args:
        worker: the ``ProcessIdentity`` of who holds it as text, or any other name; None: nobody.
        heartbeat: when it was last heard of, in seconds of the database's clock.
        now: the same clock, read after the heartbeat.
    """
    if worker is None:
        return False
    identity = read_identity(worker)
    if identity:
        life = life_of(identity)
        if life in ("alive", "dead"):
            return life == "alive"
        if now.boot not in (None, identity.boot):
            # SQLite's beats count from the start of the machine, which was before the last one
            return False
    return heartbeat is not None and 0 <= now.seconds - heartbeat < STALE_SECONDS


class lease_is_held(FunctionElement[bool]):  # noqa: N801 (an SQL function)
    """``is_held(worker, heartbeat)``, evaluated in the database, for lists that it pages.

    SQLite runs within this process and asks that very function. A server cannot see processes: it
    goes by the beats alone, and learns of a death some seconds later.
    """

    type = Boolean()
    inherit_cache = True


@compiles(lease_is_held)
def _by_beats(element: Any, compiler: Any, **options: Any) -> str:
    _, heartbeat = (compiler.process(argument, **options) for argument in element.clauses)
    silence = f"{SERVER_SECONDS} - {heartbeat}"
    return f"coalesce({silence} >= 0 AND {silence} < {STALE_SECONDS}, false)"


@compiles(lease_is_held, "sqlite")
def _by_this_process(element: Any, compiler: Any, **options: Any) -> str:
    arguments = ", ".join(compiler.process(argument, **options) for argument in element.clauses)
    return f"lab_is_held({arguments})"


def give_functions(connection: sqlite3.Connection) -> None:
    """Teach a new SQLite connection the clock, and which leases are held."""
    give_clock(connection)
    connection.create_function("lab_is_held", 2, lambda worker, heartbeat: is_held(
        worker, heartbeat, Now(time.monotonic(), this_boot())))

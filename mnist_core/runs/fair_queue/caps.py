"""How much of the lab one person may take, where people are known: asked before a run is queued.

The teacher may take any amount. What one may have training is not a refusal: such runs wait
(``fair_order``).
"""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from mnist_core.base.format import count_of, rough_duration
from mnist_core.base.settings import Settings
from mnist_core.runs.database.run import DELETED
from mnist_core.runs.database.tables.people import PersonRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.capacity import megabytes, most_bytes

DEFAULT_MINUTES = 30.0
"""A double lesson has ninety, and others wait."""
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Caps:
    """Of one person; None: as much as there is. ``minutes`` is what one run may take."""

    queued: int | None
    minutes: float | None
    megabytes: int | None


NO_CAPS = Caps(None, None, None)


def caps_of(settings: Settings) -> Caps:
    """Alone there are none, unless somebody set how long a run may take."""
    if settings.mode == "alone":
        return Caps(None, settings.max_run_minutes, None)
    return Caps(settings.max_queued_each, settings.max_run_minutes or DEFAULT_MINUTES,
                settings.max_disk_each_mb)


def is_capped(engine: Engine, owner: int | None) -> bool:
    """Whether the caps are for whoever this is: not for a teacher."""
    if owner is None:
        return True
    with Session(engine) as session:
        return session.scalar(select(PersonRow.role).where(PersonRow.id == owner)) != "teacher"


def check_caps(engine: Engine, caps: Caps, owner: int | None, *, new_bytes: int,
               seconds: float | None) -> None:
    """Ask before a run of somebody is queued.

    Args:
        new_bytes: what it may take on the disk.
        seconds: how long it will take; None where nobody asks.

    Raises:
        ValueError: the cap, what there is of it already, and what to do.
    """
    if caps == NO_CAPS or not is_capped(engine, owner):
        return
    check_minutes(engine, caps, owner, seconds)
    if owner is None:
        return
    if caps.queued is not None:
        waiting = num_waiting(engine, owner)
        if waiting >= caps.queued:
            raise ValueError(f"You have {count_of(waiting, 'run')} waiting in the queue, and one "
                             f"person may have {caps.queued:,} (MNIST_MAX_QUEUED_EACH): wait "
                             "until some have started, or stop some.")
    check_disk_each(engine, caps, owner, new_bytes)


def check_minutes(engine: Engine, caps: Caps, owner: int | None, seconds: float | None) -> None:
    """Raises:
        ValueError: a run that takes ``seconds`` is longer than one of this person may be.
    """
    if (caps.minutes is not None and seconds is not None and seconds > caps.minutes * SECONDS
            and is_capped(engine, owner)):
        most = rough_duration(caps.minutes * SECONDS)
        raise ValueError(f"This run would take about {rough_duration(seconds)} here, and a run may "
                         f"take {most} (MNIST_MAX_RUN_MINUTES): use fewer epochs, fewer digits or "
                         "a smaller network.")


def check_disk_each(engine: Engine, caps: Caps, owner: int, new_bytes: int) -> None:
    """Raises:
        ValueError: the runs of this person would take more than one may have.
    """
    if caps.megabytes is None:
        return
    used = bytes_of(engine, owner)
    if used + new_bytes > caps.megabytes * 1e6:
        raise ValueError(f"Your runs take about {megabytes(used)}, this would be "
                         f"{megabytes(new_bytes)} more, and one person may take "
                         f"{caps.megabytes:,} MB (MNIST_MAX_DISK_EACH_MB): delete runs that you "
                         "need no more.")


def num_waiting(engine: Engine, owner: int) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(RunRow).where(
            RunRow.state == "queued", RunRow.owner == owner)) or 0


def bytes_of(engine: Engine, owner: int) -> int:
    """About what somebody's runs take on the disk at the most; deleted ones are on their way."""
    with Session(engine) as session:
        num, parameters = session.execute(
            select(func.count(), func.coalesce(func.sum(RunRow.parameters), 0))
            .where(RunRow.owner == owner, RunRow.state != DELETED)).one()
    return most_bytes(int(num), int(parameters))

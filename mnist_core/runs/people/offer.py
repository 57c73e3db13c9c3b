""""Everybody here": what the teacher offers to all screens of a class at this moment."""

import time
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables import ClassroomRow
from mnist_core.runs.people.classrooms import change_classroom

LASTS_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Offer:
    """``key`` is a step's id or the key of a run; ``at``, in UNIX seconds, tells it from an
    earlier one of the same."""

    key: str
    at: float


def offer(engine: Engine, classroom_id: int, key: str) -> Offer:
    """From now on everybody is offered this, in place of what was offered before."""
    made = Offer(key, time.time())
    _write(engine, classroom_id, made)
    return made


def end_offer(engine: Engine, classroom_id: int) -> None:
    _write(engine, classroom_id, None)


def read_offer(engine: Engine, classroom_id: int) -> Offer | None:
    """What is offered now; None where that is nothing, or it was offered long ago."""
    with Session(engine) as session:
        key, at = session.execute(
            select(ClassroomRow.offered, ClassroomRow.offered_at)
            .where(ClassroomRow.id == classroom_id)).one_or_none() or (None, None)
    is_old = at is None or time.time() - at > LASTS_SECONDS
    return None if key is None or at is None or is_old else Offer(key, at)


def _write(engine: Engine, classroom_id: int, made: Offer | None) -> None:
    change_classroom(engine, classroom_id, offered=made.key if made else None,
                     offered_at=made.at if made else None)

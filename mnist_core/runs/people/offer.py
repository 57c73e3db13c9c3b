""""Everybody here": what the teacher offers to all screens of a class at this moment.

An offer lasts some minutes; a lesson that was offered is the one that the class is at until
another one is, or the teacher ends it.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.people import ClassroomRow
from mnist_core.runs.people.classrooms import change_classroom

LASTS_SECONDS = 15 * 60
LESSON = "lesson/"
NO_OFFER: Mapping[str, None] = {"offered": None, "offered_at": None}


@dataclass(frozen=True, slots=True)
class Offer:
    """``key`` is a step's id, the key of a run, or ``lesson/en/dropout``; ``at``, in UNIX seconds,
    tells it from an earlier one of the same."""

    key: str
    at: float

    @property
    def lesson(self) -> str | None:
        """``en/dropout`` where it is one."""
        return lesson_of(self.key)


@dataclass(frozen=True, slots=True)
class ForAll:
    """What a class is told: what is offered now, if anything, and the lesson that it is at."""

    offer: Offer | None
    lesson: str | None


def lesson_of(key: str) -> str | None:
    """``en/dropout`` of the key of a lesson's offer; None for a step or a run."""
    return key.removeprefix(LESSON) if key.startswith(LESSON) else None


def offer(engine: Engine, classroom_id: int, key: str) -> Offer:
    """From now on everybody is offered this, in place of what was offered before."""
    made = Offer(key, time.time())
    at = {"given_lesson": made.lesson} if made.lesson else {}
    change_classroom(engine, classroom_id, offered=key, offered_at=made.at, **at)
    return made


def end_offer(engine: Engine, classroom_id: int) -> None:
    change_classroom(engine, classroom_id, **NO_OFFER)


def end_lesson(engine: Engine, classroom_id: int) -> None:
    """The class is at no lesson any more, and none is offered."""
    offered = read_for_all(engine, classroom_id).offer
    gone = NO_OFFER if offered and offered.lesson else {}
    change_classroom(engine, classroom_id, given_lesson=None, **gone)


def read_for_all(engine: Engine, classroom_id: int) -> ForAll:
    """One query. What was offered long ago is offered no more."""
    with Session(engine) as session:
        key, at, lesson = session.execute(
            select(ClassroomRow.offered, ClassroomRow.offered_at, ClassroomRow.given_lesson)
            .where(ClassroomRow.id == classroom_id)).one_or_none() or (None, None, None)
    is_old = at is None or time.time() - at > LASTS_SECONDS
    return ForAll(None if key is None or at is None or is_old else Offer(key, at), lesson)

"""The lesson that the class is at, and where everybody is in it: one look a second for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from typing_extensions import TypedDict

from dashboard.people.mode import this_class
from dashboard.people.offers import given_lesson, lesson_offer
from dashboard.server.resources import store
from mnist_core.base.shared_look import SharedLook
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.outcome.everybody import PartReached, part_reached
from mnist_core.runs.lessons.places import KeptPlace, places_in_class
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0


class LessonAtHand(TypedDict):
    """``offer`` is the key by which it is offered."""

    lesson: str
    language: str
    title: str
    offer: str


@dataclass(frozen=True, slots=True)
class AtLesson:
    """``places`` are by person, the teacher's, too."""

    lesson: Lesson
    places: Mapping[int, KeptPlace]

    def where(self, person: int) -> PartReached:
        kept = self.places.get(person)
        if kept is None:
            return part_reached(None)
        return part_reached(kept.place, was_finished=kept.finished is not None)


def at_lesson() -> AtLesson | None:
    """None, and no query, where the class is at none."""
    return _shared(store()).now()


def forget_lesson() -> None:
    """Another one was given here, or none."""
    _shared(store()).forget()


def lesson_at_hand(lesson: Lesson) -> LessonAtHand:
    return {"lesson": lesson.key, "language": lesson.language, "title": lesson.head.title,
            "offer": lesson_offer(lesson.key, lesson.language)}


@lru_cache(maxsize=4)
def _shared(store: Store) -> SharedLook[AtLesson | None]:
    def read() -> AtLesson | None:
        lesson = given_lesson()
        if lesson is None:
            return None
        return AtLesson(lesson, places_in_class(store.engine, this_class().id, lesson.key))
    return SharedLook(read, LOOK_SECONDS)

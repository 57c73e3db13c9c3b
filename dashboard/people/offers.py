""""Everybody here": a step, a run or a lesson that the teacher offers, as every screen says it."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from typing_extensions import TypedDict

from dashboard.people.looking import library
from dashboard.people.mode import classroom, is_looking_closed, knows_people
from dashboard.people.shown_name import shown_name
from dashboard.server.lessons import catalogue
from dashboard.server.resources import store
from mnist_core.base.format import shortened
from mnist_core.base.not_found import NotFound
from mnist_core.base.shared_look import SharedLook
from mnist_core.ladders import STEPS
from mnist_core.ladders.labels import step_name
from mnist_core.lessons.lesson import Lesson
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.people.offer import (
    LESSON,
    end_lesson,
    end_offer,
    lesson_of,
    offer,
    read_for_all,
)
from mnist_core.runs.records.store import Store
from mnist_core.trained.trained import with_step

# with the 1.3 s after which screens ask again: two seconds, whichever server somebody is at
LOOK_SECONDS = 0.4


class ShownOffer(TypedDict):
    """``at`` in UNIX seconds tells it from an earlier one; ``address`` lies below the lab's."""

    key: str
    at: float
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class _ForAll:
    offer: ShownOffer | None
    lesson: Lesson | None


def offered() -> ShownOffer | None:
    """What is offered to everybody now."""
    return _look(store()).now().offer if knows_people() else None


def given_lesson() -> Lesson | None:
    """The lesson that the class is at, in the language in which it was given."""
    return _look(store()).now().lesson if knows_people() else None


def lesson_offer(lesson: str, language: str) -> str:
    """The key by which a lesson is offered."""
    return f"{LESSON}{language}/{lesson}"


def offer_to_all(key: str) -> None:
    """Offer this step, run or lesson.

    Raises:
        ValueError: there is none with this key, or nobody may look at it.
    """
    if _shown(key, 0.0) is None:
        raise ValueError(f"There is no step, run or lesson `{shortened(key)}` to offer.")
    is_everybodys = key in STEPS or "@" in key or lesson_of(key) is not None
    if is_looking_closed() and not is_everybodys:
        raise ValueError("Students see only their own runs now; a run can be offered once they may "
                         "look at others'.")
    offer(store().engine, classroom().id, key)
    _look(store()).forget()


def end_the_offer() -> None:
    end_offer(store().engine, classroom().id)
    _look(store()).forget()


def end_the_lesson() -> None:
    """The class is at no lesson any more."""
    end_lesson(store().engine, classroom().id)
    _look(store()).forget()


def _read(store: Store) -> _ForAll:
    found = read_for_all(store.engine, classroom().id)
    return _ForAll(_shown(found.offer.key, found.offer.at) if found.offer else None,
                   _lesson(found.lesson) if found.lesson else None)


def _lesson(place: str) -> Lesson | None:
    language, _, key = place.partition("/")
    try:
        return catalogue().find(key, language)
    except NotFound:
        return None


def _shown(key: str, at: float) -> ShownOffer | None:
    """None where it is not there any more."""
    if key in STEPS:
        return {"key": key, "at": at, "words": step_name(STEPS[key]), "address": f"?step={key}"}
    if place := lesson_of(key):
        lesson = _lesson(place)
        return {"key": key, "at": at, "words": f"lesson · {lesson.head.title}",
                "address": f"lessons?{_asked(lesson)}"} if lesson else None
    try:
        trained = library().find(key)
    except ValueError:
        return None
    owner = trained.run.owner if isinstance(trained, OwnRun) else None
    words = " · ".join(filter(None, (with_step(trained), shown_name(owner) if owner else "")))
    page = "errors" if trained.is_reference else "train"
    return {"key": key, "at": at, "words": words, "address": f"{page}?run={key}"}


def _asked(lesson: Lesson) -> str:
    return urlencode({"lesson": lesson.key, "language": lesson.language})


@lru_cache(maxsize=4)
def _look(store: Store) -> SharedLook[_ForAll]:
    return SharedLook(lambda: _read(store), LOOK_SECONDS)

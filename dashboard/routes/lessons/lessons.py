"""``/api/lessons``: what lessons there are, one of them, and where one is in it."""

from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.lessons.look import (
    LessonList,
    PlaceJson,
    existing_lesson,
    languages_of,
    lesson_list,
    next_lesson,
    place_in,
    places,
    shown,
)
from dashboard.routes.answers import answering
from mnist_core.base.frozen import Frozen
from mnist_core.lessons.catalogue import FIRST_LANGUAGE
from mnist_core.lessons.place import Place
from mnist_core.lessons.player_words import words_of
from mnist_core.lessons.shown.shown import ShownLesson


class InLanguage(Frozen):
    """In which language; what is not written in it comes in English."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"language": "en"}]})

    language: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] = (
        FIRST_LANGUAGE)


class PlaceInLesson(Place):
    """Where one is in a lesson, and what one predicted, trained and wrote there."""


class LessonListJson(TypedDict):
    """``words``: what the player says by itself, by name."""

    lessons: LessonList
    words: dict[str, str]


class LessonJson(TypedDict):
    """``languages`` are those that it is written in; ``place`` is none before it was begun;
    ``next`` is the lesson after it."""

    lesson: ShownLesson
    languages: list[str]
    words: dict[str, str]
    place: PlaceJson | None
    next: str | None


class KeptJson(TypedDict):
    """When the place was kept, in UNIX seconds."""

    updated: float


def show_lessons(query: InLanguage) -> LessonListJson:
    """All chapters and lessons, and where one is in each."""
    return {"lessons": lesson_list(query.language), "words": dict(words_of(query.language))}


def show_lesson(lesson: str, query: InLanguage) -> LessonJson:
    """A lesson with all that is needed to draw it, and one's own place in it."""
    found = existing_lesson(lesson, query.language)
    return {"lesson": shown(found), "languages": languages_of(found),
            "words": dict(words_of(found.language)), "place": place_in(found),
            "next": next_lesson(found)}


def keep_place(lesson: str, body: PlaceInLesson) -> KeptJson:
    """Keep where one is in a lesson; the last place that was kept counts."""
    return {"updated": places().keep(existing_lesson(lesson).key, body).updated}


LESSON_ROUTES = [
    Route("/api/lessons", answering(show_lessons, "light", query=InLanguage)),
    Route("/api/lessons/{lesson}", answering(show_lesson, "light", query=InLanguage)),
    Route("/api/lessons/{lesson}/place", answering(keep_place, "light", body=PlaceInLesson),
          methods=["POST"])]

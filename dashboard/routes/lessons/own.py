"""``/api/own-lessons``: a teacher's own lessons, imported, taken home and deleted."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.routes.answers import answering, refused, taking, to_be_saved
from dashboard.routes.bodies import Most, read_bytes
from dashboard.routes.contract import Media
from dashboard.routes.cross_site import check_own_page
from dashboard.server.lessons import catalogue, forget_catalogue, own_lessons
from mnist_core.base.frozen import Frozen
from mnist_core.importing.lesson_files import MOST_ZIP_BYTES, lesson_files
from mnist_core.lessons.catalogue import FIRST_LANGUAGE, place_of
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.own_lessons import Checked

MOST = Most(MOST_ZIP_BYTES, "import fewer lessons at once")
MARKDOWN, ZIP = "text/markdown", "application/zip"
Word = Annotated[str, Field(max_length=60)]


class ImportedFile(Frozen):
    """What the file is called, and where it lies unless its ZIP file says so.

    ``replace``: files that lie there already are replaced; else they are named, and nothing is
    written.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "edges.md"}]})

    name: Annotated[str, Field(min_length=1, max_length=120)]
    language: Word = FIRST_LANGUAGE
    chapter: Word = "own"
    replace: bool = False


class OwnPlace(Frozen):
    """A file of a lesson by its place."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"place": "en/own/edges.md"}]})

    place: Annotated[str, Field(max_length=200)]


class Copied(Frozen):
    """A lesson by its key."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lesson": "dropout"}]})

    lesson: Word
    language: Word = FIRST_LANGUAGE


class OwnLessonJson(TypedDict):
    """``title`` is none, and ``mistakes`` says why, where the file is not a right lesson."""

    place: str
    lesson: str | None
    language: str
    title: str | None
    mistakes: list[str]


class OwnLessonList(TypedDict):
    lessons: list[OwnLessonJson]


class KnownLesson(TypedDict):
    lesson: str
    language: str
    title: str


class ImportedJson(TypedDict):
    """``imported`` is empty where there is a mistake in any of the files, by their places, or where
    some would be ``replaced`` that nobody asked to replace: then nothing was written."""

    imported: list[KnownLesson]
    mistakes: dict[str, list[str]]
    replaced: list[str]


def list_own() -> OwnLessonList:
    """All own lessons, those with mistakes, too."""
    found = catalogue()
    by_place = {place_of(lesson): lesson for lesson in found.lessons.values() if lesson.is_own}
    return {"lessons": [_own(place, by_place.get(place), found.mistakes)
                        for place in own_lessons().places()]}


@taking("heavy", query=ImportedFile, answer=ImportedJson, body=Media(
    "application/octet-stream",
    "The file of a lesson, or a ZIP file of several, as `own-lessons.zip` answers it."))
async def import_lessons(request: Request, query: ImportedFile) -> Response:
    """Import own lessons: all of them are checked, then written, or nothing is."""
    try:
        data = bytes(await read_bytes(request, MOST))
        return JSONResponse(await answered(request, "heavy", lambda: _imported(data, query)))
    except Exception as error:
        return refused(error)


# a link, and so a GET; it is followed from this lab's own pages only
@taking("heavy", answer=Media(ZIP, "Own lessons with their folders, to be imported elsewhere."))
async def take_home(request: Request) -> Response:
    """All own lessons as one file."""
    try:
        check_own_page(request)
        data = await answered(request, "heavy", own_lessons().packed)
    except Exception as error:
        return refused(error)
    return Response(data, media_type=ZIP, headers=to_be_saved("own-lessons.zip"))


def delete(body: OwnPlace) -> OwnLessonList:
    """Delete an own lesson; whoever is in it keeps what they did, and finds it no more."""
    own_lessons().delete(body.place)
    forget_catalogue()
    return list_own()


def copy(query: Copied) -> Response:
    """The file of a lesson, with a name of its own, to begin another one from."""
    lesson = catalogue().find(query.lesson, query.language)
    return Response(own_lessons().source(lesson), media_type=MARKDOWN,
                    headers=to_be_saved(f"{lesson.key[:55]}-copy.md"))


def _imported(data: bytes, asked: ImportedFile) -> ImportedJson:
    own, files = own_lessons(), lesson_files(data, asked.name, asked.language, asked.chapter)
    found = own.check(files)
    if found.mistakes or (found.replaced and not asked.replace):
        return _json(found, [])
    kept = own.keep(files)
    forget_catalogue()
    return _json(kept, [] if kept.mistakes else [
        {"lesson": lesson.key, "language": lesson.language, "title": lesson.head.title}
        for lesson in kept.lessons])


def _json(found: Checked, imported: list[KnownLesson]) -> ImportedJson:
    return {"imported": imported, "replaced": [*found.replaced],
            "mistakes": {place: [*told] for place, told in found.mistakes.items()}}


def _own(place: str, lesson: Lesson | None, mistakes: Mapping[str, tuple[str, ...]]
         ) -> OwnLessonJson:
    return {"place": place, "lesson": lesson.key if lesson else None,
            "language": place.partition("/")[0], "title": lesson.head.title if lesson else None,
            "mistakes": [*mistakes.get(place, ())]}


OWN_LESSON_ROUTES = [
    Route("/api/own-lessons.zip", take_home),
    Route("/api/own-lessons", answering(list_own, "light")),
    Route("/api/own-lessons/import", import_lessons, methods=["POST"]),
    Route("/api/own-lessons/delete", answering(delete, "light", body=OwnPlace), methods=["POST"]),
    Route("/api/own-lessons/copy", answering(
        copy, "light", query=Copied,
        answer=Media(MARKDOWN, "The lesson's file, as LESSONS.md describes it."))),
]

"""What lessons there are on this server, and where whoever asks is in them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from typing_extensions import TypedDict

from dashboard.people.identity import is_allowed, this_owner
from dashboard.people.looking import library
from dashboard.quiz.look import own_sittings
from dashboard.server.lessons import catalogue
from dashboard.server.resources import data_state, store
from mnist_core.lessons.catalogue import FIRST_LANGUAGE, Catalogue, Chapter
from mnist_core.lessons.lesson import Lesson, PartName
from mnist_core.lessons.shown.shown import ShownLesson, shown_lesson
from mnist_core.quiz.marks import STAGES, Stage
from mnist_core.runs.database.failures import StoreError
from mnist_core.runs.lessons.places import KeptPlace, Places
from mnist_core.runs.lessons.sittings import first_finished
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.training.epoch_record import EpochRecord

STEPS_CHAPTER = "steps"
"""Each of its lessons is reached from its step, too."""


class ListedLesson(TypedDict):
    """``part`` is where whoever asks is, none where they have not begun; ``is_finished``: they
    once were at its end."""

    key: str
    title: str
    minutes: int
    language: str
    step: str | None
    is_own: bool
    part: str | None
    is_finished: bool


class ListedChapter(TypedDict):
    """``is_on_the_way``: one after the other, for somebody who has never seen a CNN."""

    key: str
    title: str
    about: str
    is_on_the_way: bool
    lessons: list[ListedLesson]


class WrongFile(TypedDict):
    """A file of lessons that is not shown as it stands, and a sentence for each mistake in it."""

    file: str
    sentences: list[str]


class ListedQuiz(TypedDict):
    """The quiz before or after, as far as it was answered; ``num_right`` once it is finished."""

    stage: Stage
    num: int
    num_answered: int
    num_right: int | None


class LessonList(TypedDict):
    """``next`` is the lesson to go on with, none where all are done; ``quizzes`` are those that
    were begun; ``mistakes`` are told to whoever can mend them."""

    language: str
    languages: list[str]
    chapters: list[ListedChapter]
    next: str | None
    quizzes: list[ListedQuiz]
    mistakes: list[WrongFile]


class PlaceJson(TypedDict):
    """See ``Place``; ``is_finished`` says whether the lesson ever was."""

    part: PartName
    predictions: dict[str, str | float | list[float | None]]
    runs: dict[str, str]
    explanation: str
    num_hints: int
    task_run: str | None
    is_finished: bool


def existing_lesson(key: str, language: str = FIRST_LANGUAGE) -> Lesson:
    """Raises:
        NotFound: there is none of this name.
    """
    return catalogue().find(key, language)


def places() -> Places:
    """Those of whoever asks."""
    return Places(store().engine, this_owner())


def place_in(lesson: Lesson) -> PlaceJson | None:
    """Where whoever asks is in it; none before they have begun."""
    # what cannot be read now is not a reason to show no lesson
    with suppress(StoreError):
        if kept := places().find(lesson.key):
            place: PlaceJson = kept.place.model_dump(mode="json")  # type: ignore[assignment]
            return place
    return None


def languages_of(lesson: Lesson) -> list[str]:
    """Those that it is written in."""
    found = catalogue()
    return [language for language in _languages(found) if (language, lesson.key) in found.lessons]


def lesson_list(language: str) -> LessonList:
    """All chapters and lessons, in this language as far as they are written in it."""
    found, mine = catalogue(), _my_places()
    listed = sorted((_chapter(chapter, found.of_chapter(chapter.key, language), mine)
                     for chapter in _chapters(found, language)),
                    # a teacher's own before the many of the steps
                    key=lambda chapter: (not chapter["is_on_the_way"],
                                         chapter["key"] == STEPS_CHAPTER))
    return {"language": language, "languages": _languages(found),
            "chapters": [chapter for chapter in listed if chapter["lessons"]],
            "next": _next(listed, mine), "quizzes": _quizzes(),
            "mistakes": [{"file": file, "sentences": [*sentences]}
                         for file, sentences in found.mistakes.items()]
            if is_allowed("lead the class") else []}


def shown(lesson: Lesson) -> ShownLesson:
    """The lesson with this lab's digits and recorded runs."""
    return shown_lesson(lesson, data_state().dataset, _recorded)


def next_lesson(lesson: Lesson) -> str | None:
    """The key of the one that comes after it in its chapter, or begins the next chapter."""
    found = catalogue()

    def kind(key: str) -> tuple[bool, bool]:
        return (key == STEPS_CHAPTER, _is_on_the_way(key, found.of_chapter(key)))
    way = [one.key for chapter in _chapters(found, lesson.language)
           if kind(chapter.key) == kind(lesson.chapter)
           for one in found.of_chapter(chapter.key, lesson.language)]
    after = way[way.index(lesson.key) + 1:] if lesson.key in way else []
    return after[0] if after else None


def _languages(found: Catalogue) -> list[str]:
    """The first language first."""
    return sorted(found.languages, key=lambda language: (language != FIRST_LANGUAGE, language))


def _chapters(found: Catalogue, language: str) -> Sequence[Chapter]:
    """All of them in the order of the first language, with titles of this one where it has them."""
    first = found.chapters.get(FIRST_LANGUAGE, ())
    wanted = {chapter.key: chapter for chapter in found.chapters.get(language, ())}
    others = {chapter.key: chapter for those in found.chapters.values() for chapter in those}
    return [wanted.get(key, others[key])
            for key in dict.fromkeys((*(chapter.key for chapter in first), *others))]


def _my_places() -> Mapping[str, KeptPlace]:
    # as in place_in
    with suppress(StoreError):
        return places().all()
    return {}


def _quizzes() -> list[ListedQuiz]:
    """The one that counts of each stage, else the one that is open."""
    # as in place_in
    with suppress(StoreError):
        known = own_sittings().all()
        found = [first_finished(known, stage)
                 or next((one for one in known if one.stage == stage), None) for stage in STAGES]
        return [{"stage": one.stage, "num": len(one.questions), "num_answered": len(one.answers),
                 "num_right": one.marks.num_right if one.finished is not None else None}
                for one in found if one]
    return []


def _chapter(chapter: Chapter, lessons: Sequence[Lesson], mine: Mapping[str, KeptPlace]
             ) -> ListedChapter:
    return {"key": chapter.key, "title": chapter.title, "about": chapter.about,
            "is_on_the_way": _is_on_the_way(chapter.key, lessons),
            "lessons": [_listed(lesson, mine.get(lesson.key)) for lesson in lessons]}


def _is_on_the_way(chapter: str, lessons: Sequence[Lesson]) -> bool:
    """A chapter of the steps is not, nor one that only a teacher has."""
    return chapter != STEPS_CHAPTER and not all(lesson.is_own for lesson in lessons)


def _listed(lesson: Lesson, kept: KeptPlace | None) -> ListedLesson:
    return {"key": lesson.key, "title": lesson.head.title, "minutes": lesson.head.minutes,
            "language": lesson.language, "step": lesson.head.step, "is_own": lesson.is_own,
            "part": kept.place.part if kept else None,
            "is_finished": kept is not None and kept.finished is not None}


def _next(chapters: Sequence[ListedChapter], mine: Mapping[str, KeptPlace]) -> str | None:
    """The one of the way that was looked at last and is not done; else the first not done."""
    begun = [key for key, kept in mine.items() if kept.finished is None]
    begun.sort(key=lambda key: mine[key].updated, reverse=True)
    open_ones = [lesson["key"] for chapter in chapters if chapter["is_on_the_way"]
                 for lesson in chapter["lessons"] if not lesson["is_finished"]]
    return next((key for key in (*begun, *open_ones) if key in open_ones), None)


def _recorded(key: str) -> Sequence[EpochRecord]:
    # a run that is not there, or that one may not see, is not drawn
    with suppress(ValueError, NotAllowed, StoreError):
        return library().find(key).epochs()
    return ()

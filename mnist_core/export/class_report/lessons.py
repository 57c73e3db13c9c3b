"""Which lessons somebody began and finished, as the class report says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mnist_core.base.format import count_of, moment_words
from mnist_core.base.markup import Markup, el, table
from mnist_core.lessons.lesson import PARTS
from mnist_core.runs.lessons.places import KeptPlace

_COLUMNS = ("lesson", "begun", "finished")


@dataclass(frozen=True, slots=True)
class WalkedLesson:
    """A lesson by its title, which is its key where there is no such lesson any more."""

    title: str
    kept: KeptPlace

    @property
    def is_finished(self) -> bool:
        return self.kept.finished is not None

    @property
    def end(self) -> str:
        """When it was finished, else how far it went."""
        if self.kept.finished is not None:
            return moment_words(self.kept.finished)
        part = self.kept.place.part
        return f"part {PARTS.index(part) + 1} of {len(PARTS)}, {part.replace('-', ' ')}"


def walked(places: Sequence[KeptPlace], titles: Mapping[str, str], day: date | None = None
           ) -> tuple[WalkedLesson, ...]:
    """In the order in which they were begun, or only those that were at hand on one day."""
    those = sorted(places, key=lambda kept: kept.begun)
    return tuple(WalkedLesson(titles.get(kept.lesson, kept.lesson), kept) for kept in those
                 if day is None or date.fromtimestamp(kept.begun) <= day <= date.fromtimestamp(
                     kept.updated))


def lessons_section(lessons: Sequence[WalkedLesson]) -> Markup | None:
    if not lessons:
        return None
    rows = ((lesson.title, moment_words(lesson.kept.begun), lesson.end) for lesson in lessons)
    return el("section", el("h2", "Lessons"), el("div", table(
        "A row a lesson, in the order in which they were begun", _COLUMNS, rows, left=3,
        class_="lessons"), class_="wide"))


def lessons_words(lessons: Sequence[WalkedLesson]) -> str:
    """``2 of 3``: how many were finished of those that were begun."""
    finished = sum(lesson.is_finished for lesson in lessons)
    return f"{finished} of {count_of(len(lessons), 'lesson')}" if lessons else "–"

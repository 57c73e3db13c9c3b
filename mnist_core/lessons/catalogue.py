"""All lessons: those that came with the lab, and a teacher's own below ``MNIST_HOME/lessons``.

A folder has a folder a language (``en``), in it ``chapters.toml`` and a folder a chapter, in it a
file a lesson. Files are read again when they have changed. A link that leads out of the folder is
not followed.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.base.validation import checked
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.lesson_file import MOST_BYTES, WrongLesson, read_lesson

TEXTS = Path(__file__).parent / "texts"
FIRST_LANGUAGE = "en"
MOST_FILES = 500
CHAPTERS = "chapters.toml"
MOST_CHAPTERS_BYTES = 20_000
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
_NOTHING: Mapping[str, bytes] = MappingProxyType({})


class Chapter(Frozen):
    """Lessons that belong together, in the order of the list of chapters."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    about: Annotated[str, Field(max_length=200)] = ""


class _Chapters(Frozen):
    chapter: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What there is at this moment.

    Attributes:
        chapters: by language, in order; one that only a teacher's folder has stands last.
        lessons: by language and key.
        mistakes: what is wrong with each file that is left out, by its place below the folder.
    """

    chapters: Mapping[str, tuple[Chapter, ...]]
    lessons: Mapping[tuple[str, str], Lesson]
    mistakes: Mapping[str, tuple[str, ...]]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.chapters)

    def find(self, key: str, language: str = FIRST_LANGUAGE) -> Lesson:
        """The lesson in this language, else in the first one, else in any that it has.

        Raises:
            NotFound: there is no such lesson.
        """
        for wanted in (language, FIRST_LANGUAGE, *self.languages):
            if found := self.lessons.get((wanted, key)):
                return found
        raise NotFound(f"There is no lesson {shortened(key)}.")

    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for _, key in self.lessons))

    def of_chapter(self, chapter: str, language: str = FIRST_LANGUAGE) -> list[Lesson]:
        """Its lessons in order, each in this language where there is a translation."""
        found = (self.find(key, language) for key in self.keys())
        return sorted((lesson for lesson in found if lesson.chapter == chapter),
                      key=lambda lesson: (lesson.head.order, lesson.key))

    def of_step(self, step_id: str, language: str = FIRST_LANGUAGE) -> Lesson | None:
        """The lesson of a published step, if it has one."""
        found = (self.find(key, language) for key in self.keys())
        return next((lesson for lesson in found if lesson.head.step == step_id
                     and not lesson.is_own), None)


def read_catalogue(own: Path | None = None, imported: Mapping[str, bytes] = _NOTHING) -> Catalogue:
    """The lab's lessons and those of the folder ``own``, which need not exist.

    ``imported`` are files by their place below ``own``, read as if they lay there already.
    """
    chapters: dict[str, dict[str, Chapter]] = {}
    lessons: dict[tuple[str, str], Lesson] = {}
    mistakes: dict[str, tuple[str, ...]] = {}
    for root, added in ((TEXTS, _NOTHING), (own, imported)):
        if root is None:
            continue
        for place in sorted({*_places(root), *(name for name in added if name.endswith(".md"))}):
            try:
                language, chapter, key = place_parts(place)
                lesson = (read_lesson(added[place], key, language, chapter, is_own=True)
                          if place in added else
                          _read_inside(root, place, key, language, chapter, root is own))
                if (language, key) in lessons:
                    raise WrongLesson((f"There is a lesson {key} already; give the file another "
                                       "name.",))
            except WrongLesson as error:
                mistakes[place] = error.mistakes
            except OSError as error:
                mistakes[place] = (f"The file cannot be read: {error.strerror}.",)
            else:
                lessons[language, key] = lesson
        for language in sorted({language for language, _ in lessons}):
            known = chapters.setdefault(language, {})
            for listed in _chapters(root, f"{language}/{CHAPTERS}", added, mistakes):
                known.setdefault(listed.key, listed)
    for (language, _), lesson in lessons.items():
        chapters[language].setdefault(lesson.chapter, Chapter(
            key=lesson.chapter, title=lesson.chapter.replace("-", " ").capitalize()))
    mistakes.update(_wrong_order(lessons.values()))
    return Catalogue({language: tuple(those.values()) for language, those in chapters.items()},
                     lessons, mistakes)


def place_parts(place: str) -> tuple[str, str, str]:
    """Language, chapter and key of a lesson's place, ``en/mine/edges.md``.

    Raises:
        WrongLesson: it is not a place for a lesson.
    """
    language, _, rest = place.partition("/")
    chapter, _, name = rest.partition("/")
    key = name.removesuffix(".md")
    check_language(language)
    for what, word in ("chapter", chapter), ("lesson", key):
        if not _KEY.fullmatch(word):
            raise WrongLesson((f"`{shortened(word)}` is not a name for a {what}; use small "
                               "letters, digits and -, at most 60.",))
    return language, chapter, key


def place_of(lesson: Lesson) -> str:
    """Below its folder; see ``place_parts``."""
    return f"{lesson.language}/{lesson.chapter}/{lesson.key}.md"


def check_language(language: str) -> None:
    """Raises:
        WrongLesson: it is not a code of a language.
    """
    if not _LANGUAGE.fullmatch(language):
        raise WrongLesson((f"`{shortened(language)}` is not a language; use its code of two or "
                           "three small letters, such as en.",))


def chapters_from(data: bytes) -> tuple[Chapter, ...]:
    """A list of chapters, as its file has it.

    Raises:
        WrongLesson: it is none.
    """
    try:
        if len(data) > MOST_CHAPTERS_BYTES:
            raise ValueError(f"the file may have at most {MOST_CHAPTERS_BYTES:,} bytes")
        return checked(_Chapters, tomllib.loads(data.decode())).chapter
    except (ValueError, RecursionError) as error:
        raise WrongLesson((f"The chapters cannot be read: {error}",)) from None


def _places(root: Path) -> Iterable[str]:
    found = sorted(path for path in root.glob("*/*/*.md") if path.is_file())
    return [path.relative_to(root).as_posix() for path in found[:MOST_FILES]]


def _read_inside(root: Path, place: str, key: str, language: str, chapter: str, is_own: bool
                 ) -> Lesson:
    path = root / place
    if is_own and not path.resolve().is_relative_to(root.resolve()):
        raise WrongLesson(("This is a link that leads out of the folder; put the file itself "
                           "there.",))
    return _read(path, *_stamp(path), key, language, chapter, is_own)


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=2 * MOST_FILES)
def _read(path: Path, changed_ns: int, size: int, key: str, language: str, chapter: str,
          is_own: bool) -> Lesson:
    """The file as it was when it had this time and size, which tell when to read it again."""
    return read_lesson(_bytes_of(path, MOST_BYTES), key, language, chapter, is_own=is_own)


def _chapters(root: Path, place: str, added: Mapping[str, bytes],
              mistakes: dict[str, tuple[str, ...]]) -> Sequence[Chapter]:
    try:
        data = added[place] if place in added else _bytes_of(root / place, MOST_CHAPTERS_BYTES)
        return chapters_from(data)
    except FileNotFoundError:
        return ()
    except WrongLesson as error:
        mistakes[place] = error.mistakes
    except OSError as error:
        mistakes[place] = (f"The file cannot be read: {error.strerror}.",)
    return ()


def _bytes_of(path: Path, most: int) -> bytes:
    """One byte more than ``most`` where it has more: a file that grows for ever is cut."""
    if not path.is_file():
        # a pipe would be waited for
        raise FileNotFoundError
    with path.open("rb") as file:
        return file.read(most + 1)


def _wrong_order(lessons: Iterable[Lesson]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lessons that should come after one that is not there, or after themselves.

    They are shown all the same: their order is all that is wrong.
    """
    by_key = {lesson.key: lesson for lesson in lessons}
    for lesson in by_key.values():
        unknown = [key for key in lesson.head.after if key not in by_key]
        if unknown:
            yield place_of(lesson), (f"after: there is no lesson {shortened(unknown[0])}.",)
        elif _comes_before(lesson.key, lesson.key, by_key, set()):
            yield place_of(lesson), (f"after: {lesson.key} would come after itself; take one "
                                     "lesson out of the circle.",)


def _comes_before(wanted: str, key: str, by_key: Mapping[str, Lesson], seen: set[str]) -> bool:
    for earlier in by_key[key].head.after if key in by_key else ():
        if earlier == wanted:
            return True
        if earlier not in seen:
            seen.add(earlier)
            if _comes_before(wanted, earlier, by_key, seen):
                return True
    return False

"""A teacher's own lessons: a folder of files that is changed whole or not at all."""

import io
import os
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from mnist_core.base.format import shortened
from mnist_core.base.not_found import NotFound
from mnist_core.lessons.catalogue import (
    CHAPTERS,
    TEXTS,
    Catalogue,
    chapters_from,
    check_language,
    place_of,
    read_catalogue,
)
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.lesson_file import WrongLesson

MOST_OWN = 200
FOLDER = "lessons"
"""Its name in the home."""
_changing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Checked:
    """What would come of importing some files.

    Attributes:
        mistakes: what is wrong, by the place of the file; nothing is written where there is any.
        replaced: places where another file lies already.
        lessons: those of the files that are right.
    """

    mistakes: Mapping[str, tuple[str, ...]]
    replaced: tuple[str, ...]
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class OwnLessons:
    """Those below ``folder``, which need not exist. Places are ``language/chapter/key.md``."""

    folder: Path

    def catalogue(self) -> Catalogue:
        """With the lab's own."""
        return read_catalogue(self.folder)

    def check(self, files: Mapping[str, bytes]) -> Checked:
        """Files by their places, as they would be beside what is there."""
        known = self.catalogue().mistakes
        catalogue = read_catalogue(self.folder, files)
        mistakes = {place: told for place, told in catalogue.mistakes.items()
                    if place in files or place not in known}
        for place in files:
            if not place.endswith(".md"):
                mistakes.update(_wrong_chapters(place, files[place]))
        there = self.places()
        if (num := len({*there, *_lessons(files)})) > MOST_OWN:
            first = next(iter(files), "")
            mistakes[first] = (*mistakes.get(first, ()), f"There would be {num} own lessons, and "
                               f"there may be {MOST_OWN}; delete some first.")
        return Checked(
            mistakes, tuple(place for place in files if self._differs(place, files[place])),
            tuple(lesson for lesson in catalogue.lessons.values() if place_of(lesson) in files))

    def keep(self, files: Mapping[str, bytes]) -> Checked:
        """Write them, unless anything is wrong with any of them.

        Raises:
            OSError: they cannot be written; nothing of them is.
        """
        with _changing:
            checked = self.check(files)
            if not checked.mistakes:
                _write_all({self.folder / place: data for place, data in files.items()})
        return checked

    def delete(self, place: str) -> None:
        """Raises:
            NotFound: there is no such file.
        """
        with _changing:
            if place not in self.places():
                raise NotFound(f"There is no own lesson {shortened(place)}.")
            (self.folder / place).unlink()
            for parent in list((self.folder / place).parents)[:2]:
                with suppress(OSError):
                    # only where nothing else is in it
                    parent.rmdir()

    def places(self) -> list[str]:
        """Of all files of lessons, those with mistakes, too."""
        return sorted(path.relative_to(self.folder).as_posix()
                      for path in self.folder.glob("*/*/*.md") if self._is_inside(path))

    def files(self) -> list[str]:
        """The places of all of them, and those of the lists of chapters."""
        chapters = [path.relative_to(self.folder).as_posix()
                    for path in sorted(self.folder.glob(f"*/{CHAPTERS}")) if self._is_inside(path)]
        return [*chapters, *self.places()]

    def packed(self) -> bytes:
        """All own lessons and chapters as a ZIP file, which can be imported again."""
        file = io.BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for place in self.files():
                archive.write(self.folder / place, f"{FOLDER}/{place}")
        return file.getvalue()

    def source(self, lesson: Lesson) -> bytes:
        """The file of a lesson, an own one or one of ours."""
        return ((self.folder if lesson.is_own else TEXTS) / place_of(lesson)).read_bytes()

    def _is_inside(self, path: Path) -> bool:
        return path.is_file() and path.resolve().is_relative_to(self.folder.resolve())

    def _differs(self, place: str, data: bytes) -> bool:
        path = self.folder / place
        return path.is_file() and path.read_bytes() != data


def _lessons(files: Mapping[str, bytes]) -> list[str]:
    return [place for place in files if place.endswith(".md")]


def _wrong_chapters(place: str, data: bytes) -> Mapping[str, tuple[str, ...]]:
    language, _, name = place.partition("/")
    try:
        check_language(language)
        assert name == CHAPTERS
        chapters_from(data)
    except WrongLesson as error:
        return {place: error.mistakes}
    return {}


def _write_all(files: Mapping[Path, bytes]) -> None:
    """What cannot be written is found out beside, before anything takes its name."""
    halves = {path: path.with_name(f".{path.name}.{secrets.token_hex(8)}") for path in files}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with halves[path].open("wb") as half:
                half.write(data)
                half.flush()
                os.fsync(half.fileno())
        for path, half_path in halves.items():
            os.replace(half_path, path)
    finally:
        for half_path in halves.values():
            half_path.unlink(missing_ok=True)

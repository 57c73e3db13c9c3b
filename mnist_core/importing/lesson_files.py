"""Lessons that a teacher imports: a file, or a ZIP file of files, by their places in the folder."""

from collections.abc import Mapping
from io import BytesIO

from mnist_core.base.format import shortened
from mnist_core.importing.zip_file import Member, members, opened, read
from mnist_core.lessons.catalogue import CHAPTERS, MOST_CHAPTERS_BYTES
from mnist_core.lessons.lesson_file import MOST_BYTES
from mnist_core.lessons.own_lessons import MOST_OWN

MOST_ZIP_BYTES = 8_000_000
_BEGINNING = b"PK"


def lesson_files(data: bytes, name: str, language: str, chapter: str) -> Mapping[str, bytes]:
    """The file, or what is in the ZIP file, by place: ``en/mine/edges.md``.

    Of a longer path its last three names count; where a file lies in no folder of a language or
    of a chapter, those that were said hold.

    Raises:
        ValueError: one sentence: it is not such a file.
    """
    if not data.startswith(_BEGINNING):
        return {_place(name, language, chapter): data}
    try:
        with opened(BytesIO(data)) as archive:
            found = _placed(members(archive), language, chapter)
            limits = {place: MOST_CHAPTERS_BYTES if place.endswith(CHAPTERS) else MOST_BYTES
                      for place in found}
            return read(archive, found, limits)
    except ValueError as error:
        raise ValueError(f"Nothing was imported: {str(error).rstrip('.')}.") from None


def _placed(those: list[Member], language: str, chapter: str) -> dict[str, Member]:
    if not those:
        raise ValueError("there is no file in it")
    if len(those) > MOST_OWN:
        raise ValueError(f"it holds {len(those):,} files, and a lab has at most {MOST_OWN} lessons "
                         "of its own")
    found: dict[str, Member] = {}
    for member in those:
        path = f"{member.folder}/{member.name}" if member.folder else member.name
        place = _place(path, language, chapter)
        if place in found:
            raise ValueError(f"two of its files would lie at {shortened(place)}")
        found[place] = member
    return found


def _place(path: str, language: str, chapter: str) -> str:
    *folders, name = path.split("/")
    if name == CHAPTERS:
        return f"{folders[-1] if folders else language}/{name}"
    if not name.endswith(".md"):
        raise ValueError(f"{shortened(name)} is not a lesson; the name of one ends in .md")
    chapter = folders.pop() if folders else chapter
    language = folders.pop() if folders else language
    return f"{language}/{chapter}/{name}"

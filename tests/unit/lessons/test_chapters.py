"""The way through: five chapters of a quarter of an hour, in the languages that they are in."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from pydantic import BaseModel

from mnist_core.lessons.catalogue import FIRST_LANGUAGE, TEXTS, Catalogue, read_catalogue
from mnist_core.lessons.lesson import Lesson

WAY = ("filters", "layers", "learning", "fitting", "small")
# what people read; all else says what is asked, trained and measured
WORDS = frozenset({"question", "caption", "text", "label", "hints", "unit", "markdown"})


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


def translations(catalogue: Catalogue) -> Iterator[tuple[Lesson, Lesson]]:
    """Each with its original."""
    for (language, key), lesson in catalogue.lessons.items():
        if language != FIRST_LANGUAGE:
            yield lesson, catalogue.lessons[FIRST_LANGUAGE, key]


@pytest.mark.parametrize("chapter", WAY)
def test_a_chapter_is_three_to_six_lessons_of_a_quarter_of_an_hour(
        catalogue: Catalogue, chapter: str) -> None:
    lessons = catalogue.of_chapter(chapter)
    assert 3 <= len(lessons) <= 6
    assert 10 <= sum(lesson.head.minutes for lesson in lessons) <= 20


def test_there_is_one_way_through(catalogue: Catalogue) -> None:
    """Each lesson begins where the one before it ended."""
    way = [lesson for chapter in WAY for lesson in catalogue.of_chapter(chapter)]
    assert way[0].head.after == ()
    for before, lesson in pairwise(way):
        assert lesson.head.after == (before.key,), lesson.key


def test_the_way_asks_in_every_way(catalogue: Catalogue) -> None:
    asked = {prediction.name for chapter in WAY for lesson in catalogue.of_chapter(chapter)
             for prediction in lesson.predictions}
    assert asked == {"predict-curve", "predict-choice", "predict-digits", "predict-field",
                     "predict-number"}


def test_a_translation_differs_from_its_original_in_words_alone(catalogue: Catalogue) -> None:
    pairs = [*translations(catalogue)]
    assert pairs
    for lesson, original in pairs:
        assert lesson.chapter == original.chapter
        assert lesson.head.model_copy(update={"title": ""}) == original.head.model_copy(
            update={"title": ""}), lesson.key
        for part, other in zip(lesson.parts, original.parts, strict=True):
            assert [without_words(block) for block in part.blocks] == [
                without_words(block) for block in other.blocks], (lesson.key, part.name)


def test_translated_words_are_as_many_and_other_words(catalogue: Catalogue) -> None:
    for lesson, original in translations(catalogue):
        assert lesson.head.title != original.head.title
        words, others = [*words_of(lesson)], [*words_of(original)]
        assert [len(each) for each in words] == [len(each) for each in others], lesson.key
        assert not {*words} & {*others}, lesson.key


def test_a_chapter_is_translated_whole_and_all_chapters_have_a_name(catalogue: Catalogue) -> None:
    keys = [chapter.key for chapter in catalogue.chapters[FIRST_LANGUAGE]]
    for language in (path.name for path in TEXTS.iterdir() if path.is_dir()):
        assert [chapter.key for chapter in catalogue.chapters[language]] == keys
        for chapter in keys:
            num = sum(lesson.language == language
                      for lesson in catalogue.of_chapter(chapter, language))
            assert num in (0, len(catalogue.of_chapter(chapter)))


def without_words(block: object) -> tuple[str, Any]:
    """The kind of a block and all that is not text, however deep it lies."""
    given = block.model_dump() if isinstance(block, BaseModel) else {}
    return type(block).__name__, _without(given)


def words_of(lesson: Lesson) -> Iterator[tuple[str, ...]]:
    """The texts of each block, apart from units, which languages may share."""
    for part in lesson.parts:
        for block in part.blocks:
            if isinstance(block, BaseModel):
                yield tuple(_texts(block.model_dump()))
            else:
                yield (block.markdown,)


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner) for key, inner in value.items() if key not in WORDS}
    if isinstance(value, list | tuple):
        return [_without(inner) for inner in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in WORDS - {"unit"}:
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)

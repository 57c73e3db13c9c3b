"""The player speaks in every language that it has words of, and says no word that is not there."""

import re
from pathlib import Path

import pytest

from mnist_core import scripts
from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.lessons.lesson import PARTS
from mnist_core.lessons.player_words import holes, languages_with_words, words_of

PLAYER = [*(Path(scripts.__path__[0]) / "lessons").rglob("*.js")]
_LITERAL = re.compile(r'"([a-z-]+)\.([a-z-]+)"')
# named by what the lesson holds, or said by the lab
_BUILT = ("part.", "picture.", "unit.", "condition.", "number.", "train.run")


def said() -> set[str]:
    groups = {name.partition(".")[0] for name in words_of("en")}
    return {f"{group}.{key}" for path in PLAYER
            for group, key in _LITERAL.findall(path.read_text("utf-8")) if group in groups}


def test_a_lesson_is_played_in_its_own_language() -> None:
    assert {*read_catalogue().languages} <= {*languages_with_words()}
    assert words_of("xx") == words_of("en")


@pytest.mark.parametrize("language", languages_with_words())
def test_every_language_has_every_word_with_what_is_filled_in(language: str) -> None:
    english, words = words_of("en"), words_of(language)
    assert words.keys() == english.keys()
    assert {name: holes(word) for name, word in words.items()} == {
        name: holes(word) for name, word in english.items()}


def test_what_scripts_say_is_there_and_nothing_is_there_that_none_says() -> None:
    names = {re.sub(r"\.(one|other)$", "", name) for name in words_of("en")}
    assert said() <= names
    assert {name for name in names - said() if not name.startswith(_BUILT)} == set()
    assert all(f"part.{part}" in names for part in PARTS)

"""What the player of lessons says by itself, in the language of the lesson: ``words/en.toml``.

Scripts name a word by its group and key (``predict.sketch``); ``{name}`` in it is filled in there.
A key that ends in ``.one`` or ``.other`` is chosen by a number, as the language has it.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from mnist_core.lessons.catalogue import FIRST_LANGUAGE

FOLDER = Path(__file__).parent / "words"
_Key = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
_Word = Annotated[str, Field(min_length=1, max_length=400)]
_GROUPS = TypeAdapter(dict[_Key, dict[_Key, _Word | dict[_Key, _Word]]])
_HOLE = re.compile(r"\{(\w+)\}")


def languages_with_words() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def words_of(language: str) -> Mapping[str, str]:
    """All words by their names; in English for a language that the player does not speak."""
    path = FOLDER / f"{language}.toml"
    if language not in languages_with_words():
        path = FOLDER / f"{FIRST_LANGUAGE}.toml"
    groups = _GROUPS.validate_python(tomllib.loads(path.read_text("utf-8")))
    words: dict[str, str] = {}
    for group, those in groups.items():
        for key, word in those.items():
            if isinstance(word, str):
                words[f"{group}.{key}"] = word
            else:
                words.update({f"{group}.{key}.{form}": text for form, text in word.items()})
    return words


def holes(word: str) -> frozenset[str]:
    """What is filled into it."""
    return frozenset(_HOLE.findall(word))

"""What demos say, by language: a file each, in it a table a kind and one that all share."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FIRST_LANGUAGE = "en"
SHARED = "shared"


def words_of(kind: str, language: str) -> Mapping[str, str]:
    """All that a demo says, by key; in the first language where there is no translation."""
    found: dict[str, str] = {}
    for wanted in dict.fromkeys((FIRST_LANGUAGE, language)):
        for table in (SHARED, kind):
            found.update(_all(wanted).get(table, {}))
    return found


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.toml")))


def _all(language: str) -> Mapping[str, Mapping[str, str]]:
    return _read(language) if language in languages() else {}


@cache
def _read(language: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))

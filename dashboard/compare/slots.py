"""Eight places for compared runs, as the address has them: ``12,,strategy-4@1``.

A run keeps its place, and so its letter and its colour, when others come and go: a place that
became free stays in the address as an empty one, and the next run takes the first of those.
"""

from collections.abc import Sequence
from itertools import zip_longest

LETTERS = "ABCDEFGH"
MAX_RUNS = len(LETTERS)

Places = tuple[str, ...]
"""The key of the run in each place; empty where it is free."""


def read_places(text: str) -> Places:
    """The places of an address; of a key named twice only the first counts."""
    keys = [part.strip() for part in text.split(",")]
    return _trimmed([key if key not in keys[:place] else "" for place, key in enumerate(keys)])


def write_places(places: Places) -> str:
    return ",".join(places)


def with_run(places: Places, key: str) -> Places:
    """The run in the first free place; as they were if it is there already, or all are taken."""
    if key in places or len(taken(places)) >= MAX_RUNS:
        return places
    if "" in places:
        place = places.index("")
        return (*places[:place], key, *places[place + 1:])
    return (*places, key)


def with_run_instead(places: Places, before: Places, after: Places) -> Places:
    """Another run, the first of ``after``, and its companions in the places of those ``before``.

    Whom a person added keeps the place, and whom a person took away stays away. As they were if
    the run is there already.
    """
    key = after[0]
    if key in places:
        return places
    instead = dict(zip_longest(before, after[:len(before)], fillvalue=""))
    followed = [instead.get(other, other) for other in places]
    if set(places) == set(before):
        followed += after[len(before):]
    return with_run(read_places(write_places(tuple(followed))), key)


def without_run(places: Places, key: str) -> Places:
    return _trimmed(["" if other == key else other for other in places])


def taken(places: Places) -> list[str]:
    """The keys, in order."""
    return [key for key in places if key]


def _trimmed(keys: Sequence[str]) -> Places:
    last = max((place for place, key in enumerate(keys) if key), default=-1)
    return tuple(keys[:last + 1])

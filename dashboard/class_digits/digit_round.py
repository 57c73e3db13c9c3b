"""A round of digits: what each person draws next, has drawn, and is asked to read."""

import random
from base64 import b64encode

from typing_extensions import TypedDict

from dashboard.people.class_digits import all_digits
from dashboard.people.shown_name import shown_names
from mnist_core.runs.people.person import Person
from mnist_core.runs.saved.class_digits import ClassDigit


class OwnDigit(TypedDict):
    """``state`` is waiting, confirmed or refused; ``read_as`` is what was read instead, empty where
    no digit was. ``pixels``, 784 bytes in base64, is what networks are given."""

    id: int
    digit: int
    state: str
    read_as: int | None
    pixels: str


class UnknownDigit(TypedDict):
    """Somebody else's digit, without what it was meant to be."""

    id: int
    pixels: str


class SomebodysDigit(OwnDigit):
    """With whose it is, as screens show people now."""

    name: str


class DigitRound(TypedDict):
    """``asked`` are the digits that one draws next, ``drawn`` those that one has drawn.

    ``other`` waits for one's answer, the first of ``num_others``; ``num_confirmed`` digits of
    ``num_writers`` people make up the set. ``others`` are everybody's, for the teacher alone.
    """

    asked: list[int]
    drawn: list[OwnDigit]
    other: UnknownDigit | None
    num_others: int
    num_confirmed: int
    num_writers: int
    others: list[SomebodysDigit]


def round_of(person: Person) -> DigitRound:
    """What this person draws and answers next."""
    known = all_digits()
    own = [digit for digit in known if digit.writer == person.id]
    kept = {digit.digit for digit in own if digit.state != "refused"}
    others = [digit for digit in known
              if digit.state == "waiting" and digit.writer != person.id]
    # for each person another order, so that no two answer the same digit at once
    other = min(others, key=lambda digit: _shuffled(person.id, digit.id), default=None)
    confirmed = [digit for digit in known if digit.is_confirmed]
    return {
        "asked": [digit for digit in random.Random(person.id).sample(range(10), 10)
                  if digit not in kept],
        "drawn": [_told(digit) for digit in own],
        "other": {"id": other.id, "pixels": _pixels(other)} if other else None,
        "num_others": len(others), "num_confirmed": len(confirmed),
        "num_writers": len({digit.writer for digit in confirmed}),
        "others": _named([digit for digit in known if digit.writer != person.id])
        if person.is_teacher else []}


def _shuffled(person_id: int, number: int) -> float:
    return random.Random(person_id * 1_000_003 + number).random()


def _named(digits: list[ClassDigit]) -> list[SomebodysDigit]:
    names = shown_names({digit.writer for digit in digits})
    return [{**_told(digit), "name": names[digit.writer]} for digit in digits]


def _told(digit: ClassDigit) -> OwnDigit:
    return {"id": digit.id, "digit": digit.digit, "state": digit.state,
            "read_as": digit.read_as, "pixels": _pixels(digit)}


def _pixels(digit: ClassDigit) -> str:
    return b64encode(digit.pixels.tobytes()).decode()

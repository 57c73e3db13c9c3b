"""A person of the lab, and the nickname that others see."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

from mnist_core.runs.database.tables.people import PersonRow

Role = Literal["student", "teacher"]
MAX_NICKNAME = 24
# a letter of some scripts is a letter and its marks, and a family of emoji seven signs
MAX_CODE_POINTS = 64
_JOINERS = "\u200c\u200d"
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Person:
    """Times in UNIX seconds. ``number`` is a student's among those of the class."""

    id: int
    classroom: int | None
    nickname: str
    role: Role
    sign_in: int
    created: float
    last_seen: float
    number: int | None = None

    @property
    def is_teacher(self) -> bool:
        return self.role == "teacher"


def person_from(row: PersonRow) -> Person:
    return Person(row.id, row.classroom, row.nickname,
                  "teacher" if row.role == "teacher" else "student", row.sign_in, row.created,
                  row.last_seen, row.number)


def nickname_of(text: str) -> str:
    """A nickname as it is kept: 1 to 24 characters of any script, without outer spaces.

    Raises:
        ValueError: it is empty or too long, or holds signs that nobody sees, such as those that
            turn the direction of the text after them.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    hidden = [sign for sign in name
              if unicodedata.category(sign) in _HIDDEN and sign not in _JOINERS]
    if hidden:
        raise ValueError("A nickname may not hold signs that nobody sees; type it anew.")
    shown = [sign for sign in name
             if not unicodedata.category(sign).startswith("M") and sign not in _JOINERS]
    if not shown:
        raise ValueError("Give yourself a nickname first.")
    if len(shown) > MAX_NICKNAME or len(name) > MAX_CODE_POINTS:
        raise ValueError(f"The nickname is {len(shown)} characters long; at most {MAX_NICKNAME} "
                         "fit.")
    return name


def folded(nickname: str) -> str:
    """What two nicknames that look alike have in common: no capitals, wide letters or spaces."""
    return "".join(unicodedata.normalize("NFKC", nickname).casefold().split())


def numbered(nickname: str) -> Iterator[str]:
    """The nickname, then ``Anna 2``, ``Anna 3`` and so on, each short enough to be one."""
    name = nickname_of(nickname)
    yield name
    for number in count(2):
        end = f" {number}"
        yield f"{name[:MAX_NICKNAME - len(end)].rstrip()}{end}"

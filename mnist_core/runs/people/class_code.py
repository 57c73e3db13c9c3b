"""The code that a class types to join."""

import re
import secrets
from itertools import pairwise

# without I, L, O, 0 and 1, which are taken for each other on a blackboard
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 6
"""31 to the power of 6 are 888 million; wrong ones are limited to some a minute."""

_TRIED_FIRST = ("PASSWORD", "TEACHER", "STUDENT", "SCHOOL", "CLASSROOM", "CLASSCODE", "LETMEIN",
                "QWERTY", "MNIST")
_FEW = 4


def new_code() -> str:
    """One that nobody tries first."""
    while is_guessable(code := "".join(secrets.choice(LETTERS) for _ in range(LENGTH))):
        pass
    return code


def normal_code(text: str) -> str:
    """A code as it is compared: capitals, without spaces and dashes."""
    return re.sub(r"[\s\-_]+", "", text).upper()


def is_guessable(code: str) -> bool:
    """Whether somebody who tries some codes would begin with it."""
    normal = normal_code(code)
    steps = {ord(after) - ord(before) for before, after in pairwise(normal)}
    return (len(set(normal)) < _FEW or steps in ({1}, {-1})
            or any(normal.startswith(word) for word in _TRIED_FIRST))

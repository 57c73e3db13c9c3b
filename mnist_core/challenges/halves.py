"""Two halves of the test digits: one ranks while a challenge runs, the other decides."""

import secrets
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

NUM_DIGITS = 10


def new_secret() -> str:
    """128 bits. Whoever knows them knows the halves, so only the server does."""
    return secrets.token_hex(16)


def first_half(labels: NDArray[np.integer[Any]], secret: str) -> NDArray[np.bool_]:
    """bool [N]: which test digits rank; of each digit half, the odd one to either half in turn.

    It depends on nothing but the secret and the labels: no generator of a library draws it, whose
    next version might draw another.
    """
    half = np.zeros(len(labels), np.bool_)
    extra = 1
    for digit in range(NUM_DIGITS):
        places = sorted(map(int, np.flatnonzero(labels == digit)),
                        key=lambda place: blake2b(f"{secret}/{place}".encode()).digest())
        num = (len(places) + extra) // 2
        extra = 1 - extra if len(places) % 2 else extra
        half[places[:num]] = True
    return half

"""Waiting for something to become true, for tests that watch other processes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_SECONDS = 0.02


def wait_until(condition: Callable[[], T | None], what: str, seconds: float = 60) -> T:
    """The first truthy answer of ``condition``; it is asked again until ``seconds`` are over.

    Raises:
        AssertionError: it never became true; names ``what`` was waited for.
    """
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s in vain until {what}")
        time.sleep(LOOK_SECONDS)

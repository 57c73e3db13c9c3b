"""A cache with a time limit for one value: all who ask share what is read once in some seconds."""

import json
import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Generic, TypeVar

Look = TypeVar("Look")


class SharedLook(Generic[Look]):
    """Caches what ``read`` returned; whoever asks after ``seconds`` reads it anew, for all."""

    def __init__(self, read: Callable[[], Look], seconds: float) -> None:
        self._read, self._seconds = read, seconds
        self._lock = threading.Lock()
        self._due = 0.0
        self._look: Look

    def now(self, is_enough: Callable[[Look], bool] = lambda look: True) -> Look:
        """A result at most ``seconds`` old.

        ``read`` is called again also where ``is_enough`` says that the last result lacks what the
        caller needs.
        """
        with self._lock:
            if time.monotonic() >= self._due or not is_enough(self._look):
                self._look = self._read()
                self._due = time.monotonic() + self._seconds
            return self._look

    def forget(self) -> None:
        """It changed here: whoever asks next reads it anew."""
        with self._lock:
            self._due = 0.0


def version_of(look: object) -> str:
    """Changes with whatever JSON says of a look: who knows it need not be sent the look again."""
    return blake2b(json.dumps(look).encode(), digest_size=8).hexdigest()

"""Data that take longer to make than a page should wait for: whoever asks for them works on."""

import threading
import time
from collections.abc import Callable, Generator, Hashable
from typing import Any, TypeVar

Work = Generator[float, None, dict[str, Any]]
"""Yields which share is done, and returns the data."""
Measured = TypeVar("Measured")
NUM_KEPT = 100
_kept: dict[Hashable, Any] = {}
_keeping = threading.Lock()


def once(key: Hashable, measure: Callable[[], Generator[float, None, Measured]]
         ) -> Generator[float, None, Measured]:
    """What is measured, or was measured under this key before, by the same process."""
    with _keeping:
        if key in _kept:
            found: Measured = _kept[key]
            return found
    measured = yield from measure()
    with _keeping:
        while len(_kept) >= NUM_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = measured
    return measured


class Growing:
    """Data as far as they are made. May be shared by threads.

    Nothing runs in the background: whoever stops asking stops the work.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._working = threading.Lock()
        self._problem: Exception | None = None
        self.share = 0.0
        self.data: dict[str, Any] | None = None
        """None until they are whole."""

    def advance(self, seconds: float | None = None) -> None:
        """Work on for about ``seconds``, or to the end; not at all while another thread does.

        Raises:
            ValueError: one sentence: why there can be no such data.
            Exception: a fault of ours, told to everybody who asks.
        """
        if not self._working.acquire(blocking=seconds is None):
            return
        try:
            end = None if seconds is None else time.monotonic() + seconds
            while self.data is None and not self._problem:
                self._go_on()
                if end is not None and time.monotonic() > end:
                    break
            if self._problem:
                raise self._problem
        finally:
            self._working.release()

    def _go_on(self) -> None:
        try:
            self.share = next(self._work)
        except StopIteration as done:
            self.share, self.data = 1.0, done.value
        except Exception as error:
            # a generator that ended so has nothing more to say
            self._problem = error

"""So many at once, in all and of one visitor, of what lasts: streams, pages, bodies of requests."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.admission.busy import Busy

FEW = 6
"""As many as one browser opens to one server."""


class Seats:
    """A counter that may be shared by threads and by tasks.

    ``kept_back`` are further seats for those who have only a few, so that a crowd shuts out itself
    and nobody else.
    """

    def __init__(self, most: int, most_each: int, sentence: str, retry_seconds: float, *,
                 kept_back: int = 0) -> None:
        self._kept_back = kept_back
        self._most, self.most_each = most, most_each
        self._sentence, self._retry_seconds = sentence, retry_seconds
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def num_taken(self) -> int:
        return self._taken.total()

    @contextmanager
    def seat(self, visitor: str) -> Iterator[None]:
        """One seat, for as long as the block lasts.

        Raises:
            Busy: all are taken, or this visitor has as many as one may have.
        """
        self.take(visitor)
        try:
            yield
        finally:
            self.leave(visitor)

    def take(self, visitor: str) -> None:
        """Raises:
            Busy: all are taken, or this visitor has as many as one may have.
        """
        with self._lock:
            mine = self._taken[visitor]
            most = self._most + (self._kept_back if mine < FEW else 0)
            if mine >= self.most_each or self._taken.total() >= most:
                raise Busy(self._sentence, self._retry_seconds)
            self._taken[visitor] += 1

    def leave(self, visitor: str) -> None:
        with self._lock:
            self._taken[visitor] -= 1
            if not self._taken[visitor]:
                del self._taken[visitor]


class HeldBytes:
    """Bytes of all requests that are being read or answered at one moment."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._lock = threading.Lock()

    def add(self, num_bytes: int) -> None:
        """Raises:
            Busy: it would be too many.
        """
        with self._lock:
            if self._held + num_bytes > self._most:
                raise Busy("The server holds as many requests as it can; try again in a moment.")
            self._held += num_bytes

    def take_off(self, num_bytes: int) -> None:
        with self._lock:
            self._held -= num_bytes

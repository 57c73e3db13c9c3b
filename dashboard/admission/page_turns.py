"""How many pages are made at the same time: a few, in the order in which they were asked for.

Python computes one thing at a time. A hundred pages that are made at once would all be ready at the
end, and whatever answers a question in between would wait behind each of them for Python's lock.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

NUM_TURNS = 2
"""One computes while another waits for the database or a disk."""
PATIENCE_SECONDS = 3.0
"""A page that waits longer is made beside the others: one of them may wait for something, too."""


class PageTurns:
    """``num`` turns, each of which is given back when the page is made."""

    def __init__(self, num: int = NUM_TURNS, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._free = threading.BoundedSemaphore(num)
        self._patience_seconds = patience_seconds
        self._thread = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one and hold it."""
        self._thread.has_turn = self._free.acquire(timeout=self._patience_seconds)
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others have this thread's turn while it waits for something else."""
        had_turn = self._give_back()
        try:
            yield
        finally:
            if had_turn:
                self._thread.has_turn = self._free.acquire(timeout=self._patience_seconds)

    def _give_back(self) -> bool:
        has_turn = bool(getattr(self._thread, "has_turn", False))
        self._thread.has_turn = False
        if has_turn:
            self._free.release()
        return has_turn


PAGE_TURNS = PageTurns()

"""A share of a core for work that may take no more, with some seconds saved up for a start."""

import threading
import time
from collections.abc import Callable


class Ration:
    """``burst_seconds`` of CPU time at once, and ``share`` of a core in the long run.

    Whoever walks over a map for half a minute never meets its end; sixty who ask all the time do.
    Nothing is rationed while ``is_needed`` says no. May be shared by threads.
    """

    def __init__(self, share: float, burst_seconds: float, is_needed: Callable[[], bool]) -> None:
        self._share, self._burst_seconds, self._is_needed = share, burst_seconds, is_needed
        self._saved = burst_seconds
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def spend(self, cpu_seconds: float) -> None:
        with self._lock:
            self._save_up()
            self._saved -= cpu_seconds

    def seconds_to_rest(self) -> float:
        """How long to wait before more is begun; 0 while something is left."""
        with self._lock:
            self._save_up()
            if self._saved >= 0:
                return 0.0
            if not self._is_needed():
                self._saved = self._burst_seconds
                return 0.0
            return -self._saved / self._share

    def _save_up(self) -> None:
        now = time.monotonic()
        self._saved = min(self._burst_seconds, self._saved + self._share * (now - self._at))
        self._at = now

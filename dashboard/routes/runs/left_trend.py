"""Why the time that a run has left did not just count down: it became slower, or faster."""

from collections import deque

from mnist_core.runs.database.run import Run

LOOK_BACK_SECONDS = 60.0
CLEAR_SHARE, CLEAR_SECONDS = 0.1, 5.0
"""Of what is left: what moves the end by less is told by the figure alone."""


class LeftTrend:
    """Follows one run from look to look; moments in seconds of any clock that only goes on."""

    def __init__(self) -> None:
        self._ends: deque[tuple[float, float]] = deque()
        self._left = 0.0

    def note(self, run: Run, now: float) -> None:
        if run.state != "running" or run.seconds_left is None:
            # a pause moves the end, and is not a reason to speak of speed
            self._ends.clear()
            return
        if self._ends and run.seconds_left == self._left:
            return
        self._left = run.seconds_left
        self._ends.append((now, now + self._left))
        while now - self._ends[0][0] > LOOK_BACK_SECONDS:
            self._ends.popleft()

    @property
    def words(self) -> str:
        """``slower than before``; empty where the end stays about where it was."""
        if not self._ends:
            return ""
        moved = self._ends[-1][1] - self._ends[0][1]
        if abs(moved) < max(CLEAR_SECONDS, CLEAR_SHARE * self._left):
            return ""
        return f"{'slower' if moved > 0 else 'faster'} than before"

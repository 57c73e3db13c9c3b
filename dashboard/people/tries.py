"""How often somebody may be wrong: codes, words and keys cannot be found by trying."""

import threading
import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from dashboard.admission.busy import Busy

# a class joins from one address, and one in three mistypes the code
EACH = parse("30/minute")
IN_ALL = parse("120/minute")
AT_LEAST_SECONDS = 10
"""More than ``PATIENCE`` in ``join.js``, so that the page shows the sentence instead of asking
again."""
SENTENCE = "Too many wrong tries from here; wait a minute, then try again."


class Tries:
    """Wrong tries of the last minute. Right ones are not counted."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._lock = threading.Lock()

    def check(self, visitor: str) -> None:
        """Raises:
            Busy: this visitor, or everybody together, was wrong too often.
        """
        for rate, name in ((EACH, visitor), (IN_ALL, "all")):
            if not self._limiter.test(rate, name):
                reset = self._limiter.get_window_stats(rate, name).reset_time - time.time()
                raise Busy(SENTENCE, max(reset, AT_LEAST_SECONDS))

    def was_wrong(self, visitor: str) -> None:
        with self._lock:
            self._limiter.hit(EACH, visitor)
            self._limiter.hit(IN_ALL, "all")


TRIES = Tries()
# an old program that asks on must keep nobody from joining
TOKEN_TRIES = Tries()

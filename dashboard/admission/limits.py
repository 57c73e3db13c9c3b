"""How many of what this server does at once; every limit of the door stands here."""

import threading
import time
from typing import Literal

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from dashboard.admission.busy import Busy
from dashboard.admission.pool import Pool
from dashboard.admission.ration import Ration
from dashboard.admission.seats import HeldBytes, Seats
from dashboard.server.resources import store
from mnist_core.base.machine.machine_limits import num_cores
from mnist_core.runs.database.failures import AnyStoreError

Cost = Literal["light", "heavy", "stream", "process", "file"]
"""What a route costs: a look into the database; a computation; a response that stays open; a
process of its own; bytes that lie ready."""


def _a_run_trains() -> bool:
    try:
        return store().num_running() > 0
    except AnyStoreError:
        # health reports a database that is away; an exception here would end the pool's thread
        return True


# describe, predict, health, lists: milliseconds each, and they never wait for the heavy ones
LIGHT = Pool("small questions", 8, most_waiting=256, most_each=128, patience_seconds=4)
# fields, maps, features, drawings measured: up to two seconds and ``memory.QUESTION_BYTES`` each.
# On a machine of few cores one at a time, and behind the pages. Behind the runs they must not stay:
# a thread that holds Python's lock while it waits for a core keeps everybody waiting. So runs keep
# most of their speed by a ration, which only counts while one trains
HEAVY = Pool("heavy questions", max(1, min(4, num_cores() // 4)), most_waiting=64, most_each=16,
             patience_seconds=4, niceness=5,
             ration=Ration(0.08, 3.0, _a_run_trains))

# a browser opens six to one server at most, and a school's classroom comes from one address
STREAMS = Seats(300, 200, "Too many people watch runs at this moment; try again in a minute.", 30,
                kept_back=100)
BODIES = Seats(200, 100, "Too many requests are on their way to this server; try again in a "
               "moment.", 15, kept_back=100)
HELD_BYTES = HeldBytes(64_000_000)
SESSIONS = Seats(400, 200, "Too many pages are open on this server; try again in a minute.", 10,
                 kept_back=100)

# each holds the files of one run at a time, and asks for its turn run by run
EXPORTS = Seats(4, 2, "Others are taking many runs home; try again in a minute.", 20)
SEARCHES = Seats(2, 2, "Others are looking for a learning rate; try again in a minute.", 20)
# one is measured at a time, and so many wait for it
PROBES = Seats(4, 2, "This server measures other recipes at this moment; try again in a moment.",
               10)


class Starts:
    """How often processes of one kind are started, in all and by one visitor."""

    def __init__(self, in_all: str, each: str) -> None:
        """Rates in the words of ``limits``, such as ``6/minute``."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._in_all, self._each = parse(in_all), parse(each)
        self._lock = threading.Lock()

    def note(self, visitor: str) -> None:
        """One more start.

        Raises:
            Busy: it would be one too many.
        """
        asked: tuple[tuple[RateLimitItem, str], ...] = (
            (self._in_all, "all"), (self._each, visitor))
        with self._lock:
            for rate, name in asked:
                if not self._limiter.test(rate, name):
                    reset = self._limiter.get_window_stats(rate, name).reset_time - time.time()
                    raise Busy("This server has started many measurements in the last minute; "
                               "try again in a moment.", reset)
            for rate, name in asked:
                self._limiter.hit(rate, name)


# A probe takes both cores for some seconds, and a run that trains meanwhile stands still: so few of
# them that it keeps most of its speed. Nothing else is hurt while nothing trains.
BESIDE_A_RUN = Starts("1/minute", "1/minute")
AT_REST = Starts("20/minute", "10/minute")

"""One look at the queue a second for everybody: those who wait, those who watch, the teacher."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dashboard.people.mode import knows_people
from dashboard.people.shown_name import is_of_another_class, shown_names
from dashboard.server.forecast import seconds_between, seconds_of
from dashboard.server.resources import queue, settings, store
from mnist_core.base.format import rough_duration
from mnist_core.base.shared_look import SharedLook
from mnist_core.runs.fair_queue.view import QueueView, WaitingRun, view_queue
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0
SOON_SECONDS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class SeenQueue:
    """The queue at one moment; ``names`` are the nicknames of those whose runs are in it, and
    ``elsewhere`` are those who are of another class."""

    view: QueueView
    names: Mapping[int, str]
    elsewhere: frozenset[int] = frozenset()

    def who(self, owner: int | None) -> str | None:
        return None if owner is None else self.names.get(owner)

    def is_elsewhere(self, owner: int | None) -> bool:
        return owner in self.elsewhere


def queue_now(after: float = 0.0) -> SeenQueue:
    """At most a second old; read anew where that was before ``after``, by ``time.monotonic``."""
    return _shared(store()).now(lambda look: look.view.at >= after)


def queue_changed() -> None:
    """Whoever asks next reads it anew: what was stopped must not wait there for a second more."""
    _shared(store()).forget()


def wait_words(run: WaitingRun, *, is_paused: bool) -> str:
    """When it starts, as far as that can be said: ``in about 4 min``."""
    if is_paused:
        return "paused by the teacher"
    if run.waits is None:
        return "waiting time not known yet"
    return "in a moment" if run.waits < SOON_SECONDS else f"in about {rough_duration(run.waits)}"


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``3rd``, ``11th``, ``22nd``."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    is_teen = 10 < number % 100 < 20
    return f"{number:,}{'th' if is_teen else endings.get(number % 10, 'th')}"


@lru_cache(maxsize=4)
def _shared(store: Store) -> SharedLook[SeenQueue]:
    return SharedLook(lambda: _look(store), LOOK_SECONDS)


def _look(store: Store) -> SeenQueue:
    # of a cluster that is away for a moment: as if one were left
    slots = max(1, queue().num_slots)
    slots = min(slots, settings().max_running or slots)
    view = view_queue(store, slots, seconds_of, seconds_between())
    owners = {*(run.owner for run in view.training), *(run.owner for run in view.waiting)}
    known = [owner for owner in owners if owner is not None]
    if not knows_people() or not known:
        return SeenQueue(view, {})
    return SeenQueue(view, shown_names(known), frozenset(filter(is_of_another_class, known)))

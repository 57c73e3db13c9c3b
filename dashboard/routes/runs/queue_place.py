"""Where a queued run stands: how many come before it, which, and for about how long.

One look at the queue a second answers everybody who waits, however many do.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mnist_core.runs.database.run import Run
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store
from mnist_core.trained.history import EpochRecord

LOOK_SECONDS = 1.0
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
MAX_NAMED = 2


@dataclass(frozen=True, slots=True)
class QueueLook:
    """The queue at one moment: who trains, in words, and the place of each run that waits."""

    training: tuple[str, ...]
    first_waiting: tuple[str, ...]
    places: Mapping[int, int]

    def is_next(self, run_id: int) -> bool:
        return self.places.get(run_id) == 0

    def place(self, run_id: int) -> str:
        """``second in the queue, behind run 12 (strategy-4, epoch 3 of 15, about 2 min)``."""
        num_before = self.places[run_id]
        named = [*self.training, *self.first_waiting[:num_before]]
        return place_text(named, num_before - len(self.first_waiting[:num_before]))


def queue_look(store: Store) -> QueueLook:
    """What the queue looks like now."""
    training = reversed(store.runs(RunQuery(states=("running",))))
    waiting = store.queued()
    return QueueLook(
        tuple(_training(run, store.epochs(run.id)) for run in training),
        tuple(_named(store.run(run_id), "waiting") for run_id in waiting[:MAX_NAMED]),
        {run_id: place for place, run_id in enumerate(waiting)})


def shared_look(store: Store, run_id: int) -> QueueLook:
    """The last look at the queue, at most a second old; a new one where this run is not in it."""
    return _shared(store).holding(run_id)


class _SharedLook:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._look, self._due = QueueLook((), (), {}), 0.0

    def holding(self, run_id: int) -> QueueLook:
        with self._lock:
            if time.monotonic() >= self._due or run_id not in self._look.places:
                self._look = queue_look(self._store)
                self._due = time.monotonic() + LOOK_SECONDS
            return self._look


@lru_cache(maxsize=4)
def _shared(store: Store) -> _SharedLook:
    return _SharedLook(store)


def place_text(ahead: Sequence[str], num_more: int = 0) -> str:
    """The place in words, from those before it in words and the number of others."""
    place = len(ahead) + num_more
    ordinal = ORDINALS[place] if place < len(ORDINALS) else f"number {place + 1}"
    if not ahead:
        return f"{ordinal} in the queue"
    more = place - len(ahead[:MAX_NAMED])
    named = [*ahead[:MAX_NAMED], *([f"{more:,} more"] if more > 0 else [])]
    *before, last = named
    return f"{ordinal} in the queue, behind {', '.join(before)}{' and ' if before else ''}{last}"


def seconds_left(run: Run, epochs: Sequence[EpochRecord], now: float) -> float | None:
    """Of a run that trains; None where nothing tells its speed yet.

    From its measured epochs, or, in its first, from the time since its worker began.
    """
    left = run.total_batches - run.position
    if epochs and run.num_batches:
        return left * sum(epoch.seconds for epoch in epochs) / len(epochs) / run.num_batches
    # a resumed run began with batches that an earlier worker had trained
    if run.started and run.position and run.generation == 1:
        return left * (now - run.started) / run.position
    return None


def _training(run: Run, epochs: Sequence[EpochRecord]) -> str:
    if not run.total_batches:
        return _named(run, "starting")
    epoch = min(run.position // run.num_batches + 1, run.recipe.epochs)
    seconds = seconds_left(run, epochs, time.time())
    time_left = "" if seconds is None else f", about {_about(seconds)}"
    return _named(run, f"epoch {epoch} of {run.recipe.epochs}{time_left}")


def _named(run: Run, what: str) -> str:
    return f"run {run.id} ({run.step_id or 'own recipe'}, {what})"


def _about(seconds: float) -> str:
    """Rounded, so that the words do not change with every batch."""
    if seconds < 55:
        return f"{max(10, 10 * round(seconds / 10))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"

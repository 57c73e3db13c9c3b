"""Where a queued run stands: how many come before it, which, and for about how long.

One look at the queue a second answers everybody who waits, however many do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dashboard.routes.runs.seen_queue import ordinal, queue_now, wait_words
from mnist_core.base.format import listed, rough_duration
from mnist_core.base.shared_look import SharedLook
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0
MAX_NAMED = 2


@dataclass(frozen=True, slots=True)
class QueuePlaces:
    """The queue at one moment: who trains, in words, and the place of each run that waits.

    ``starts`` says when each starts, in words, where people are known.
    """

    training: tuple[str, ...]
    first_waiting: tuple[str, ...]
    places: Mapping[int, int]
    starts: Mapping[int, str] = field(default_factory=dict)

    def is_next(self, run_id: int) -> bool:
        return self.places.get(run_id) == 0

    def place(self, run_id: int) -> str:
        """``1st in the queue, behind run 12 (strategy-4, epoch 3 of 15, about 2 min)``: places
        are of those that wait, as the queue and the status line number them."""
        num_before = self.places[run_id]
        named = [*self.training, *self.first_waiting[:num_before]]
        told = place_text(num_before, named, len(self.training) + num_before - len(named))
        return f"{told}; {self.starts[run_id]}" if run_id in self.starts else told


def queue_places(store: Store) -> QueuePlaces:
    """The places as they are now."""
    if store.fair:
        return _fair_places()
    training = reversed(store.runs(RunQuery(states=("running",))))
    waiting = store.queued()
    return QueuePlaces(
        tuple(_training(run) for run in training),
        tuple(_named(store.run(run_id), "waiting") for run_id in waiting[:MAX_NAMED]),
        {run_id: place for place, run_id in enumerate(waiting)})


def _fair_places() -> QueuePlaces:
    view = queue_now().view
    return QueuePlaces(
        tuple(_training(run) for run in view.training),
        tuple(f"run {run.run_id} ({run.recipe_name}, waiting)" for run in view.waiting[:MAX_NAMED]),
        {run.run_id: place for place, run in enumerate(view.waiting)},
        {run.run_id: wait_words(run, is_paused=view.is_paused) for run in view.waiting})


def shared_places(store: Store, run_id: int) -> QueuePlaces:
    """The last look at the queue, at most a second old; a new one where this run is not in it."""
    return _shared(store).now(lambda look: run_id in look.places)


@lru_cache(maxsize=4)
def _shared(store: Store) -> SharedLook[QueuePlaces]:
    return SharedLook(lambda: queue_places(store), LOOK_SECONDS)


def place_text(place: int, ahead: Sequence[str], num_more: int = 0) -> str:
    """The place (from 0) in words, with whoever trains or waits before it in words, and the number
    of others."""
    told = f"{ordinal(place + 1)} in the queue"
    if not ahead:
        return told
    named = ahead[:MAX_NAMED]
    more = len(ahead) - len(named) + num_more
    before = listed([*named, *([f"{more:,} more"] if more else [])])
    return f"{told}, behind {before}"


def _training(run: Run) -> str:
    if not run.total_batches:
        return _named(run, "starting")
    time_left = "" if run.seconds_left is None else f", about {rough_duration(run.seconds_left)}"
    return _named(run, f"epoch {run.epoch_in_progress} of {run.num_epochs}{time_left}")


def _named(run: Run, what: str) -> str:
    return f"run {run.id} ({run.recipe_name}, {what})"

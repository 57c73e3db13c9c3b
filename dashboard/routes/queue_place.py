"""Where a queued run stands: how many come before it, which, and for about how long."""

import time
from collections.abc import Sequence

from mnist_core.runs.records import EpochRecord, Run
from mnist_core.runs.store import Store

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
MAX_NAMED = 2


def queue_place(store: Store, run: Run) -> str:
    """``second in the queue, behind run 12 (strategy-4, epoch 3 of 15, about 2 min)``."""
    active = store.runs_in("running", "queued")
    training = [other for other in active if other.state == "running"]
    # the oldest of the waiting is started first
    waiting = [other for other in active if other.state == "queued" and other.id < run.id]
    ahead = [_training(other, store.epochs(other.id)) for other in training]
    return place_text([*ahead, *(_named(other, "waiting") for other in waiting)])


def place_text(ahead: Sequence[str]) -> str:
    """The place in words, from those before it in words."""
    place = len(ahead)
    ordinal = ORDINALS[place] if place < len(ORDINALS) else f"number {place + 1}"
    if not ahead:
        return f"{ordinal} in the queue"
    more = len(ahead) - MAX_NAMED
    named = [*ahead[:MAX_NAMED], *([f"{more} more"] if more > 0 else [])]
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

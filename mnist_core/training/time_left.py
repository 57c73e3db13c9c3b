"""How long a training will still take, from what its events say of their own time.

The pace is that of the last ``num_batches`` batches, an epoch's: a window that slides from one
epoch into the next, so that no epoch's end makes the figure jump, and no pause counts.
"""

from dataclasses import dataclass, replace

from mnist_core.recipe.cost import TEST_SHARE
from mnist_core.recipe.recipe import NUM_TEST, Recipe
from mnist_core.training.events import Batches, EpochDone, Event, Finished, Measuring, Started

MIN_SECONDS = 5.0
"""Of batches: before that the first ones, which allocate memory, would say too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What is known of a training at one moment; times in seconds, without pauses.

    ``num_timed`` batches of the epoch in progress took ``batch_seconds``; those of the epoch before
    took ``epoch_before``. ``tested``: which share of this epoch's test is done, after
    ``test_seconds``; ``test_before`` is what the last whole one took. ``test_digits`` and
    ``num_train`` are digits an epoch.
    """

    num_epochs: int
    epochs_done: int
    num_batches: int
    num_train: int
    test_digits: int
    position: int
    num_timed: int = 0
    batch_seconds: float = 0.0
    epoch_before: float | None = None
    tested: float = 0.0
    test_seconds: float = 0.0
    test_before: float | None = None


def seconds_left(now: Timing) -> float | None:
    """Until the last epoch is trained and tested; None where nobody can know yet."""
    num = now.num_batches
    left = (now.epochs_done + 1) * num - now.position
    pace = _seconds_a_batch(now)
    if now.epochs_done == now.num_epochs:
        return 0.0
    if pace is None:
        return None
    expected = now.test_before
    if expected is None:
        expected = TEST_SHARE * pace * num * now.test_digits / now.num_train
    # the further a test is, the more its own time counts
    test = now.test_seconds + (1 - now.tested) * expected
    epochs_after = now.num_epochs - now.epochs_done - 1
    return left * pace + (1 - now.tested) * test + epochs_after * (num * pace + test)


def _seconds_a_batch(now: Timing) -> float | None:
    if now.epoch_before is not None:
        share = 1 - min(1.0, now.num_timed / now.num_batches)
        return ((now.epoch_before * share + now.batch_seconds)
                / (now.num_batches * share + now.num_timed))
    is_trained = now.num_timed >= now.num_batches
    is_known = now.num_timed and (is_trained or now.batch_seconds >= MIN_SECONDS)
    return now.batch_seconds / now.num_timed if is_known else None


class TimeLeft:
    """Follows a training from event to event."""

    def __init__(self, recipe: Recipe, num_test: int = NUM_TEST) -> None:
        self._num_epochs = recipe.epochs
        self._test_digits = num_test + recipe.held_out
        self._now: Timing | None = None

    def after(self, event: Event) -> float | None:
        """Seconds left once this has happened; None where nobody can know yet."""
        self._now = self._followed(event)
        if isinstance(event, Finished):
            return 0.0
        return seconds_left(self._now) if self._now else None

    def _followed(self, event: Event) -> Timing | None:
        now = self._now
        if isinstance(event, Started):
            return Timing(num_epochs=self._num_epochs, epochs_done=event.epochs_done,
                          num_batches=event.num_batches, num_train=event.num_train,
                          test_digits=self._test_digits, position=event.position)
        if now is None:
            return None
        match event:
            case Batches():
                # one that shows itself takes longer
                num = 0 if event.look or not event.seconds else len(event.loss)
                return replace(now, position=event.first + len(event.loss),
                               num_timed=now.num_timed + num,
                               batch_seconds=now.batch_seconds + (event.seconds if num else 0))
            case Measuring():
                return replace(now, tested=event.share, test_seconds=event.seconds)
            case EpochDone():
                pace = now.batch_seconds / now.num_timed if now.num_timed else None
                before = now.epoch_before if pace is None else pace * now.num_batches
                return replace(now, epochs_done=event.epoch, num_timed=0, batch_seconds=0.0,
                               epoch_before=before, tested=0.0, test_seconds=0.0,
                               test_before=event.test_seconds or now.test_before)
        return now

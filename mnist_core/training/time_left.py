"""How long a training will still take, from what its events say of their own time.

The pace is that of the last ``num_batches`` batches, an epoch's: a window that slides from one
epoch into the next, so that no epoch's end makes the figure jump, and no pause counts. What is said
follows that figure slowly, and counts down: it rises only where the training became clearly slower.
"""

from dataclasses import dataclass, replace
from math import exp

from mnist_core.recipe.cost import TEST_SHARE
from mnist_core.recipe.recipe import NUM_TEST, Recipe
from mnist_core.training.events import Batches, EpochDone, Event, Finished, Measuring, Started

MIN_SECONDS, MIN_BATCHES = 5.0, 4
"""Of batches: before that a few would say too much."""
SETTLING_SECONDS = 20.0
"""What is said follows what was measured as quickly as this, and quicker towards the end."""
MOST_AT_ONCE = 0.25
"""Of what is said: no more is taken or added at one moment."""
STEADY_SHARE = 0.15
"""So much more than was said may be measured before it is said: load comes and goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What is known of a training at one moment; times in seconds, without pauses.

    ``begun_at`` is the batch at which this worker began; ``num_timed`` batches of the epoch in
    progress took ``batch_seconds``, those of the epoch before ``epoch_before``. ``tested``: which
    share of this epoch's test is done, after ``test_seconds``; ``test_before`` is what the last
    whole one took. ``test_digits`` and ``num_train`` are digits an epoch.
    """

    num_epochs: int
    epochs_done: int
    num_batches: int
    num_train: int
    test_digits: int
    position: int
    begun_at: int = -1
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
    is_trained = now.position >= (now.epochs_done + 1) * now.num_batches
    is_known = now.num_timed and (is_trained or (
        now.batch_seconds >= MIN_SECONDS and now.num_timed >= MIN_BATCHES))
    return now.batch_seconds / now.num_timed if is_known else None


def steadied(said: float, measured: float, passed: float) -> float:
    """What to say next, ``passed`` seconds after ``said`` was left, where ``measured`` is now."""
    expected = max(0.0, said - passed)
    settling = max(0.1, min(SETTLING_SECONDS, measured / 10))
    step = (1 - exp(-passed / settling)) * (measured - expected)
    following = expected + max(-MOST_AT_ONCE * expected, min(step, MOST_AT_ONCE * expected))
    is_steady = measured <= (1 + STEADY_SHARE) * said
    return min(said, following) if is_steady else following


class TimeLeft:
    """Follows a training from event to event."""

    def __init__(self, recipe: Recipe, num_test: int = NUM_TEST) -> None:
        self._num_epochs = recipe.epochs
        self._test_digits = num_test + recipe.held_out
        self._now: Timing | None = None
        self._said: float | None = None

    def after(self, event: Event) -> float | None:
        """Seconds left once this has happened; None where nobody can know yet."""
        passed = self._passed(event)
        self._now = self._followed(event)
        if isinstance(event, Finished):
            return 0.0
        measured = seconds_left(self._now) if self._now else None
        if not measured or self._said is None:
            self._said = measured
        else:
            self._said = steadied(self._said, measured, passed)
        return self._said

    def _passed(self, event: Event) -> float:
        """How long what it tells of took."""
        tested = self._now.test_seconds if self._now else 0.0
        match event:
            case Batches():
                return event.seconds
            case Measuring():
                return max(0.0, event.seconds - tested)
            case EpochDone():
                return max(0.0, event.test_seconds - tested)
        return 0.0

    def _followed(self, event: Event) -> Timing | None:
        now = self._now
        if isinstance(event, Started):
            return Timing(num_epochs=self._num_epochs, epochs_done=event.epochs_done,
                          num_batches=event.num_batches, num_train=event.num_train,
                          test_digits=self._test_digits, position=event.position,
                          begun_at=event.position)
        if now is None:
            return None
        match event:
            case Batches():
                # one that shows itself takes longer, and so do the first, which allocate memory
                is_first = event.first == now.begun_at
                num = 0 if event.look or is_first or not event.seconds else len(event.loss)
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

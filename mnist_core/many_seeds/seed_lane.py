"""One of several seeds that train together: its own running figures, and its own events."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor

from mnist_core.recipe.model import Recipe
from mnist_core.training.checkpoint import TrainingState
from mnist_core.training.divergence import divergence
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone


@dataclass(frozen=True, slots=True)
class Diverged:
    """The last word about a seed whose loss stopped being a number; ``text`` is one sentence."""

    text: str


@dataclass
class Lane:
    """What ``train()`` keeps of a run beside its model and its position.

    ``index`` is the seed's place in the model, ``start`` the moment at which its training begins.
    ``loss_sum`` (over digits, in nats), ``num_correct`` and ``num_digits`` belong to the epoch in
    progress; ``best_accuracy`` is in percent.
    """

    index: int
    recipe: Recipe
    start: TrainingState
    num_batches: int
    loss_sum: float = 0.0
    num_correct: int = 0
    num_digits: int = 0
    best_accuracy: float = -1.0

    @property
    def seed(self) -> int:
        return self.recipe.seed

    def batches(self, first: int, losses: Sequence[float], corrects: Sequence[int],
                sizes: Sequence[int], rates: tuple[float, ...]) -> Batches | Diverged:
        """Count batches ``first`` and on: mean loss, number correct, size and rate of each."""
        for offset, loss in enumerate(losses):
            if not math.isfinite(loss):
                return self._diverged(first + offset, rates[offset])
        for loss, correct, size in zip(losses, corrects, sizes, strict=True):
            self.loss_sum += loss * size
            self.num_correct += correct
            self.num_digits += size
        shares = (100 * correct / size for correct, size in zip(corrects, sizes, strict=True))
        return Batches(first, tuple(losses), tuple(shares), rates)

    def epoch(self, epoch: int, test: Evaluation, held_out: Evaluation | None, seconds: float,
              rate: float, weights: dict[str, Tensor]) -> EpochDone | Diverged:
        """Close an epoch, counted from 1, that ended with this ``rate`` and these weights."""
        # the very last step may have broken the weights: no batch has shown it yet
        if not all(math.isfinite(measured.loss) for measured in (test, held_out) if measured):
            return self._diverged(epoch * self.num_batches - 1, rate)
        accuracy = (held_out or test).accuracy
        is_best = accuracy > self.best_accuracy
        self.best_accuracy = max(accuracy, self.best_accuracy)
        done = EpochDone(
            epoch=epoch, train_loss=self.loss_sum / self.num_digits,
            train_accuracy=100 * self.num_correct / self.num_digits,
            test_loss=test.loss, test_accuracy=test.accuracy,
            held_out_loss=held_out.loss if held_out else None,
            held_out_accuracy=held_out.accuracy if held_out else None,
            seconds=seconds, is_best=is_best, evaluation=test,
            weights={name: value.cpu() for name, value in weights.items()})
        self.loss_sum, self.num_correct, self.num_digits = 0.0, 0, 0
        return done

    def moment(self, position: int, epochs_done: int, epoch_seconds: float, total_seconds: float,
               model: dict[str, Tensor], optimiser: dict[str, Any]) -> TrainingState:
        """This moment, with the seed's own part of the model and of the optimiser."""
        return replace(
            self.start, position=position, epochs_done=epochs_done, loss_sum=self.loss_sum,
            num_correct=self.num_correct, num_digits=self.num_digits,
            epoch_seconds=epoch_seconds, total_seconds=total_seconds,
            best_accuracy=self.best_accuracy, model=model, optimiser=optimiser)

    def _diverged(self, position: int, rate: float) -> Diverged:
        return Diverged(divergence(position, self.num_batches, rate))

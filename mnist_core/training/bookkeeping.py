"""What a training keeps of its epochs beside the model: the same for one run and for many seeds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from torch import Tensor

from mnist_core.network.layers import has_batch_norm
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.checkpoint import TrainingState
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone
from mnist_core.training.step.batch_look import BatchLook


@dataclass
class Bookkeeping:
    """Running figures of the epoch in progress, and what the epochs before it came to.

    ``loss_sum`` (over digits, in nats), ``num_correct`` and ``num_digits`` belong to the epoch in
    progress; ``best_accuracy`` is in percent. ``history`` has one loss an epoch: that
    of the held-out digits where there are any, else of training; a schedule may read it.
    """

    recipe: Recipe
    num_batches: int
    epochs_done: int = 0
    loss_sum: float = 0.0
    num_correct: int = 0
    num_digits: int = 0
    best_accuracy: float = -1.0
    history: list[float] = field(default_factory=list)

    @classmethod
    def restored(cls, recipe: Recipe, num_batches: int, state: TrainingState) -> Self:
        """As it was when this was saved."""
        return cls(recipe, num_batches, state.epochs_done, state.loss_sum, state.num_correct,
                   state.num_digits, state.best_accuracy, list(state.history))

    @property
    def figures(self) -> dict[str, Any]:
        """What a ``TrainingState`` keeps of it."""
        return {"epochs_done": self.epochs_done, "loss_sum": self.loss_sum,
                "num_correct": self.num_correct, "num_digits": self.num_digits,
                "best_accuracy": self.best_accuracy, "history": self.history}

    def batches(self, first: int, losses: Sequence[float], corrects: Sequence[int],
                sizes: Sequence[int], rates: Sequence[float],
                look: BatchLook | None = None) -> Batches:
        """Count batches ``first`` and on: mean loss, number correct, size and rate of each.

        Raises:
            ValueError: a loss is not a number any more.
        """
        for offset, loss in enumerate(losses):
            self._check_finite(first + offset, loss, rates[offset])
        for loss, correct, size in zip(losses, corrects, sizes, strict=True):
            self.loss_sum += loss * size
            self.num_correct += correct
            self.num_digits += size
        shares = (100 * correct / size for correct, size in zip(corrects, sizes, strict=True))
        return Batches(first, tuple(losses), tuple(shares), tuple(rates), look)

    def epoch(self, test: Evaluation, held_out: Evaluation | None, seconds: float, rate: float,
              weights: dict[str, Tensor]) -> EpochDone:
        """Close an epoch that ended with this ``rate`` and these weights.

        Raises:
            ValueError: a loss is not a number any more.
        """
        epoch = self.epochs_done + 1
        # the very last step may have broken the weights: no batch has shown it yet
        for measured in (test, held_out):
            if measured:
                self._check_finite(epoch * self.num_batches - 1, measured.loss, rate)
        accuracy = (held_out or test).accuracy
        is_best = accuracy > self.best_accuracy
        self.best_accuracy = max(accuracy, self.best_accuracy)
        done = EpochDone(
            epoch=epoch, train_loss=self.loss_sum / self.num_digits,
            train_accuracy=100 * self.num_correct / self.num_digits,
            **test.figures("test"), **(held_out.figures("held_out") if held_out else {}),
            seconds=seconds, is_best=is_best, evaluation=test, weights=weights)
        self.epochs_done = epoch
        self.history.append(held_out.loss if held_out else done.train_loss)
        self.loss_sum, self.num_correct, self.num_digits = 0.0, 0, 0
        return done

    def _check_finite(self, position: int, loss: float, rate: float) -> None:
        if not math.isfinite(loss):
            raise ValueError(divergence(position, self.num_batches, rate, self.recipe))


def divergence(position: int, num_batches: int, lr: float, recipe: Recipe) -> str:
    """What is said of a training whose loss stopped being a number.

    ``position`` is the first such batch of the run, counted from 0.
    """
    epoch, batch = divmod(position, num_batches)
    also = "" if has_batch_norm(recipe.network) else " or add batch norm"
    return (f"The loss is no longer a number since epoch {epoch + 1}, batch {batch + 1}: lower the "
            f"learning rate (now {lr:g}){also}.")

"""One of several seeds that train together: its own running figures, and its own events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from torch import Tensor

from mnist_core.recipe.recipe import Recipe
from mnist_core.training.bookkeeping import Bookkeeping
from mnist_core.training.checkpoint import TrainingState
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Diverged:
    """The last word about a seed whose loss stopped being a number; ``text`` is one sentence."""

    text: str


@dataclass
class Lane:
    """What ``train()`` keeps of a run beside its model and its position.

    ``index`` is the seed's place in the model, ``start`` the moment at which its training begins.
    """

    index: int
    recipe: Recipe
    start: TrainingState
    num_batches: int
    book: Bookkeeping = field(init=False)

    def __post_init__(self) -> None:
        self.book = Bookkeeping(self.recipe, self.num_batches)

    @property
    def seed(self) -> int:
        return self.recipe.seed

    def batches(self, first: int, losses: Sequence[float], corrects: Sequence[int],
                sizes: Sequence[int], rates: Sequence[float],
                seconds: float) -> Batches | Diverged:
        """Count batches ``first`` and on: mean loss, number correct, size and rate of each."""
        return _or_diverged(lambda: replace(
            self.book.batches(first, losses, corrects, sizes, rates), seconds=seconds))

    def epoch(self, test: Evaluation, held_out: Evaluation | None, seconds: float,
              test_seconds: float, rate: float,
              weights: dict[str, Tensor]) -> EpochDone | Diverged:
        """Close an epoch that ended with this ``rate`` and these weights."""
        on_cpu = {name: value.cpu() for name, value in weights.items()}
        return _or_diverged(lambda: replace(
            self.book.epoch(test, held_out, seconds, rate, on_cpu), test_seconds=test_seconds))

    def state(self, position: int, epoch_seconds: float, total_seconds: float,
              model: dict[str, Tensor], averaged: dict[str, Tensor] | None,
              optimiser: dict[str, Any]) -> TrainingState:
        """This moment, with the seed's own part of the model and of the optimiser."""
        return replace(
            self.start, position=position, epoch_seconds=epoch_seconds,
            total_seconds=total_seconds, model=model, optimiser=optimiser, averaged=averaged,
            **self.book.figures)


def _or_diverged(say: Callable[[], Said]) -> Said | Diverged:
    try:
        return say()
    except ValueError as error:
        return Diverged(str(error))

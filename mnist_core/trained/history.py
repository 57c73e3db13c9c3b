"""What was recorded of a training: its measured epochs, and the curve of its batches."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRecord:
    """One measured epoch, counted from 1. Accuracies in percent, losses in nats."""

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    held_out_loss: float | None
    held_out_accuracy: float | None
    seconds: float


def best_of(epochs: Iterable[EpochRecord]) -> EpochRecord | None:
    """The best epoch as the engine chooses it: by held-out digits where there are any, the first
    of equals; None of none."""
    return max(epochs, key=lambda epoch: (
        epoch.test_accuracy if epoch.held_out_accuracy is None else epoch.held_out_accuracy),
        default=None)


@dataclass(frozen=True, slots=True)
class Curve:
    """Batches ``first`` to ``first + len(loss)``; ``correct`` in percent. float32 arrays."""

    first: int
    loss: NDArray[np.float32]
    correct: NDArray[np.float32]
    lr: NDArray[np.float32]

    @classmethod
    def empty(cls, first: int) -> "Curve":
        nothing = np.empty(0, np.float32)
        return cls(first, nothing, nothing, nothing)

    @property
    def end(self) -> int:
        """The batch after the last one."""
        return self.first + len(self.loss)

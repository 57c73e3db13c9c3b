"""What is recorded of a measured epoch, wherever it is told: events, database, HTTP, exports."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRecord:
    """One epoch, counted from 1, trained and measured. Accuracies in percent, losses in nats.

    ``train_*`` are running figures over the epoch's batches. ``seconds`` holds training and test.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    held_out_loss: float | None
    held_out_accuracy: float | None
    seconds: float


def best_epoch(epochs: Iterable[EpochRecord]) -> EpochRecord | None:
    """The first of the most accurate epochs: on the held-out digits where there are any."""
    return max(epochs, default=None,
               key=lambda epoch: (epoch.test_accuracy if epoch.held_out_accuracy is None
                                  else epoch.held_out_accuracy))

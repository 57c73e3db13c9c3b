"""Runs that race: how far each is and how accurate it was on the way, batch by batch.

Live or recorded: a replay shows the same, at another pace.
"""

import numpy as np
from typing_extensions import TypedDict

from mnist_core.lessons.figures import RunName
from mnist_core.trained.trained import History

MOST_AN_EPOCH, MOST_POINTS = 20, 200


class EpochFigures(TypedDict):
    """Accuracies in percent, losses in nats."""

    epoch: int
    train_accuracy: float
    test_accuracy: float
    train_loss: float
    test_loss: float


class RacingRun(TypedDict):
    """A run of a lesson as far as it has come.

    ``at`` and ``accuracy`` are the curve on the way: accuracies in percent of some batches of
    training digits, at places counted in epochs. ``seconds`` is what its epochs took.
    """

    name: RunName
    key: str
    num_epochs: int
    at: list[float]
    accuracy: list[float]
    epochs: list[EpochFigures]
    seconds: float


def racing_run(name: RunName, trained: History) -> RacingRun:
    """How far it is."""
    at, accuracy = _on_the_way(trained)
    return {"name": name, "key": trained.key, "num_epochs": trained.recipe.epochs,
            "at": at, "accuracy": accuracy, "epochs": [
                {"epoch": epoch.epoch, "train_accuracy": epoch.train_accuracy,
                 "test_accuracy": epoch.test_accuracy, "train_loss": epoch.train_loss,
                 "test_loss": epoch.test_loss} for epoch in trained.epochs()],
            "seconds": round(trained.seconds, 1)}


def _on_the_way(trained: History) -> tuple[list[float], list[float]]:
    """Means over equal stretches of an epoch, of those that are trained to their end."""
    curve, num_batches = trained.curve(), trained.num_batches
    if not len(curve.at) or not num_batches:
        return [], []
    stretches = min(num_batches, max(2, min(MOST_AN_EPOCH, MOST_POINTS // trained.recipe.epochs)))
    # the stretch of each batch, and how many are whole
    of_batch = curve.at * stretches // num_batches
    num_whole = (int(curve.at[-1]) + 1) * stretches // num_batches
    counts = np.bincount(of_batch, minlength=num_whole)[:num_whole]
    sums = np.bincount(of_batch, weights=curve.correct, minlength=num_whole)[:num_whole]
    # of a recorded run not every batch is kept
    kept = np.flatnonzero(counts)
    return ([round(float(place), 3) for place in (kept + 1) / stretches],
            [round(float(mean), 2) for mean in sums[kept] / counts[kept]])

"""How every step of a ladder reads some labelled digits: each step's networks, and their errors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.ladders import Ladder
from mnist_core.library import Library
from mnist_core.predict import predict
from mnist_core.trained import Trained


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """What one network read: int64 [N], in the order of the digits."""

    trained: Trained
    read: NDArray[np.int64]
    labels: NDArray[np.int64]

    @property
    def wrong(self) -> NDArray[np.int64]:
        """Places of the digits read wrong."""
        return np.flatnonzero(self.read != self.labels)

    @property
    def accuracy(self) -> float:
        """Percent."""
        return 100 * (1 - len(self.wrong) / len(self.labels))


def networks_of(ladder: Ladder, library: Library) -> list[Trained]:
    """Of each step, in order: its reference runs and the newest own runs, with weights."""
    everything: Sequence[Trained] = (*library.references(), *library.own())
    return [trained for step in ladder.steps for trained in everything
            if trained.step_id == step.id and trained.moments]


def scores(networks: Sequence[Trained], images: NDArray[np.uint8],
           labels: NDArray[np.int64]) -> Iterator[Score]:
    """One a network, of uint8 [N, 28, 28] digits, with the weights of its best epoch."""
    for trained in networks:
        network = trained.network(trained.moments[0])
        shares = predict(network, images, trained.recipe.normalisation)
        yield Score(trained, shares.argmax(axis=1).astype(np.int64), labels)

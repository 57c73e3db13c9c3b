"""How every step of a ladder reads some labelled digits: each step's networks, and their errors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from mnist_core.ladders import Ladder, Step
from mnist_core.library.library import Library
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.predict import predict
from mnist_core.trained.trained import Trained

MOST_OWN = 20
"""Own runs of a step: each of them has to read every digit."""


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
    """Of each step, in order: its reference runs and the ``MOST_OWN`` newest own runs, with
    weights."""
    def of(step: Step) -> Iterator[Trained]:
        own = library.own(RunQuery(step=step.id, has_begun=True))
        references = (run for run in library.references() if run.step_id == step.id)
        return chain[Trained]((run for run in references if run.moments),
                              islice((run for run in own if run.moments), MOST_OWN))
    return [trained for step in ladder.steps for trained in of(step)]


def scores(networks: Sequence[Trained], images: NDArray[np.uint8],
           labels: NDArray[np.int64]) -> Iterator[Score]:
    """One a network, of uint8 [N, 28, 28] digits, with the weights of its best epoch.

    A run whose weights are damaged is left out: its own page says so.
    """
    for trained in networks:
        try:
            network = trained.network(trained.moments[0])
        except ValueError:
            continue
        shares = predict(network, images, trained.recipe.normalisation)
        yield Score(trained, shares.argmax(axis=1).astype(np.int64), labels)

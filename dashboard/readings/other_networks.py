"""What all other networks made of the same test digits: own runs and reference runs."""

from functools import lru_cache
from itertools import chain, islice

import numpy as np

from dashboard.people.looking import library
from mnist_core.data.mnist import Dataset
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.trained import Predictions, Trained

MIN_ACCURACY = 95.0
"""Percent; a network that never learned would call every digit hard."""
MOST_OWN = 100
"""Own runs: each has its answers to all test digits read from a file."""

Witness = tuple[Trained, Predictions]


def witnesses(trained: Trained, dataset: Dataset) -> list[Witness]:
    """The other networks that were measured on the loaded digits, each at its best epoch.

    Reference runs come first, by step and seed, then the ``MOST_OWN`` newest own runs.
    """
    measured = RunQuery(is_measured=True, source=dataset.source.description)
    known = chain[Trained](library().references(),
                           islice(library().own(measured), MOST_OWN))
    found = ((other, _predictions(other.key, other.version)) for other in known
             if other.key != trained.key and other.source == dataset.source.description)
    labels = dataset.test.labels.numpy()
    return [(other, predictions) for other, predictions in found
            if predictions is not None and np.array_equal(predictions.labels, labels)]


def jury(found: list[Witness]) -> list[Witness]:
    """Those that read well enough to say which digits are hard."""
    return [(other, predictions) for other, predictions in found
            if predictions.accuracy >= MIN_ACCURACY]


@lru_cache(maxsize=256)
def _predictions(key: str, version: str) -> Predictions | None:
    return library().find(key).predictions()

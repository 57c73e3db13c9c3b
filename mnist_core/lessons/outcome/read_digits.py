"""Test digits as the runs of a lesson read them in the end."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict

from mnist_core.lessons.figures import RunName
from mnist_core.lessons.outcome.measured import Measured

MOST_SHOWN = 48
"""Of the digits that only one run reads right: the page shows a dozen and has a button for more."""


class ReadDigit(TypedDict):
    """A test digit by its number, what it is, and as what each run read it."""

    index: int
    label: int
    read: dict[RunName, int]


class OnlyRight(TypedDict):
    """How many digits one run reads right and no other does; the ``digits`` are those that the
    others were most wrong about."""

    num: int
    digits: list[ReadDigit]


def read_digits(indices: Sequence[int], runs: Mapping[RunName, Measured]) -> list[ReadDigit]:
    """These digits, as far as they are among the test digits that all the runs have read."""
    predictions = {name: run.predictions for name, run in runs.items()
                   if run.predictions is not None}
    if not predictions or not have_read_the_same(runs):
        return []
    labels = next(iter(predictions.values())).labels
    return [{"index": index, "label": int(labels[index]),
             "read": {name: int(of.predicted[index]) for name, of in predictions.items()}}
            for index in indices if index < len(labels)]


def have_read_the_same(runs: Mapping[RunName, Measured]) -> bool:
    """Whether the answers of all are kept, of the same digits."""
    predictions = [run.predictions for run in runs.values()]
    first = predictions[0]
    return all(first is not None and of is not None and np.array_equal(of.labels, first.labels)
               for of in predictions)


def only_right(runs: Mapping[RunName, Measured]) -> dict[RunName, OnlyRight]:
    """By run, which digits it reads right and all the others wrong; nothing of a single run, and
    where they have read different digits."""
    if len(runs) < 2 or not have_read_the_same(runs):
        return {}
    predictions = {name: run.predictions for name, run in runs.items()
                   if run.predictions is not None}
    found: dict[RunName, OnlyRight] = {}
    for name, own in predictions.items():
        others = [of for other, of in predictions.items() if other != name]
        right: NDArray[np.bool_] = own.correct & ~np.any([of.correct for of in others], axis=0)
        losses = np.min([of.losses for of in others], axis=0)
        indices = np.flatnonzero(right)
        shown = indices[np.argsort(-losses[indices], kind="stable")][:MOST_SHOWN]
        found[name] = {"num": len(indices), "digits": read_digits(shown.tolist(), runs)}
    return found

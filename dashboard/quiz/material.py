"""What the questions of whoever asks are made of: own runs and digits, and the reference runs."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from dashboard.people.identity import this_owner
from dashboard.people.looking import library
from dashboard.server.resources import data_state, readable
from mnist_core.quiz.material import Material, SomeDigit, measured
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.saved.drawings import Drawings
from mnist_core.trained.trained import Trained

MOST_RUNS = 40
MOST_DIGITS = 30
MOST_DRAWINGS = 300
"""Of everybody's newest drawings so many are looked through for one's own."""


def own_material() -> Material:
    """The newest finished runs and drawings of whoever asks, and what there is for everybody."""
    own = list(islice(library().own(RunQuery(states=("finished",), owner=this_owner())), MOST_RUNS))
    references = library().references()
    return Material([*measured(own), *measured(references)],
                    list(islice(_digits([*own, *sorted(
                        references, key=lambda run: -run.best_test_accuracy)]), MOST_DIGITS)))


def _digits(runs: Sequence[Trained]) -> Iterator[SomeDigit]:
    """One's own drawings; where there are none, test digits that a run read wrong."""
    owner = this_owner()
    drawn = [SomeDigit(kept.pixels, kept.digit, "one that you drew")
             for kept in Drawings(readable()).page(limit=MOST_DRAWINGS) if kept.owner == owner]
    yield from drawn or _misread(runs)


def _misread(runs: Sequence[Trained]) -> Iterator[SomeDigit]:
    dataset = data_state().dataset
    if dataset is None:
        return
    test = dataset.test
    labels = test.labels.numpy()
    for run in runs:
        predictions = run.predictions()
        # a reference run may have read other digits than those that are here
        if predictions is None or not np.array_equal(predictions.labels, labels):
            continue
        for index in np.flatnonzero(~predictions.correct)[:MOST_DIGITS].tolist():
            yield SomeDigit(test.images[index].numpy(), int(labels[index]),
                            f"test digit {index:,}, which {run.short_label} read wrong")
        return

"""Dropout: one digit through fifty masks, beside the one answer without any."""

from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.parts import (
    TestDigit,
    check_digit,
    digits,
    first_layer,
    network_up_to,
    saved_digits,
)
from mnist_core.network.layers import dropout_rates
from mnist_core.trained.trained import Trained

if TYPE_CHECKING:
    from mnist_core.data.mnist import Dataset

NUM_OF_EACH = 4


class DropoutSettings(Frozen):
    """``digit`` is a test digit; ``rate`` is the share of values that is dropped."""

    digit: TestDigit | None = None
    rate: Annotated[float, Field(ge=0, le=0.9)] | None = None


def _data(given: Given, settings: DropoutSettings) -> Data:
    trained = given.trained
    first_layer(trained, "drop", "dropout")
    check_digit(given.dataset, settings.digit)
    chosen = sure_and_unsure(trained, given.dataset)
    asked = [] if settings.digit is None else [settings.digit]
    return {"network": network_up_to(trained), "rate": settings.rate,
            "trained_rate": max(dropout_rates(trained.recipe.network)),
            "digits": (saved_digits(given.dataset, [*asked, *chosen]) if chosen
                       else digits(given.dataset, settings.digit))}


def sure_and_unsure(trained: Trained, dataset: "Dataset") -> list[int]:
    """Test digits of which the network is least sure, and of which it is most: by turns.

    Empty where it was not measured on these digits. Each class comes once among the sure ones and
    once among the others.
    """
    moments = trained.moments
    predictions = trained.predictions(moments[0]) if moments else None
    labels = dataset.test.labels.numpy()
    if predictions is None or not np.array_equal(predictions.labels, labels):
        return []
    unsure, sure = (_of_each_class(np.argsort(by, kind="stable"), labels)[:NUM_OF_EACH]
                    for by in (predictions.confidence, -predictions.confidence))
    return [index for pair in zip(unsure, sure, strict=True) for index in pair]


def _of_each_class(order: NDArray[np.int64], labels: NDArray[np.int64]) -> list[int]:
    """The first of each class, in their order."""
    _, first = np.unique(labels[order], return_index=True)
    return [int(order[place]) for place in sorted(first)]


DROPOUT = DemoKind(name="dropout", settings=DropoutSettings, data=_data, runs=("strategy-4@1",),
                   terms=("dropout",))

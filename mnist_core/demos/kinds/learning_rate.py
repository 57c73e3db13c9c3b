"""The learning rate: a slice of the loss, and the steps that a rate takes on it."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from mnist_core.base.frozen import Frozen
from mnist_core.data.normalise import normalise
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.growing import Growing, once
from mnist_core.demos.loss_slice import NUM_DIGITS, Line, Slice, measure_slice
from mnist_core.demos.parts import kept_network
from mnist_core.network.build import build
from mnist_core.recipe.recipe import SGD
from mnist_core.trained.trained import Trained
from mnist_core.training.memory import check_values, digits_at_once

if TYPE_CHECKING:
    from mnist_core.data.mnist import Split


class LearningRateSettings(Frozen):
    """``rate`` is the one in hand."""

    rate: Annotated[float, Field(gt=0, le=1_000)] | None = None


def _data(given: Given, settings: LearningRateSettings) -> Growing:
    return Growing(_measured(given, settings))


def _measured(given: Given, settings: LearningRateSettings) -> Generator[float, None, Data]:
    trained = given.trained
    found, num = yield from once(("slice", *given.source_of(trained)),
                                 lambda: _slice(trained, given.dataset.train))
    return {"slice": _json(found), "num_digits": num, "epoch": trained.best_epoch,
            "rate": settings.rate, "run": _as_it_trained(trained)}


def _slice(trained: Trained, digits: "Split") -> Generator[float, None, tuple[Slice, int]]:
    """With the number of digits that it is measured on."""
    recipe = trained.recipe
    layers = recipe.describe().layers
    check_values(layers, NUM_DIGITS)
    num = digits_at_once(layers, min(NUM_DIGITS, len(digits)), kept=True)
    network = build(recipe.network)
    network.load_state_dict(kept_network(trained).state_dict())
    line = Line(network, normalise(digits.images[:num], recipe.normalisation), digits.labels[:num])
    if line.is_flat:
        raise ValueError(f"The loss of {trained.short_label} is flat there: it has no gradient to "
                         "follow; take another network.")
    return (yield from measure_slice(line)), num


def _json(found: Slice) -> Data:
    return {"at": list(found.at), "loss": list(found.loss), "slope": list(found.slope),
            "steepness": found.steepness}


def _as_it_trained(trained: Trained) -> Data:
    """The mean loss of its epochs while it learned, and the rates that it was trained with."""
    rates, optimiser = trained.curve().lr, trained.recipe.optimiser
    return {"loss": [round(epoch.train_loss, 4) for epoch in trained.epochs()],
            # none where it has only just begun
            "rates": [float(f"{rate:.4g}") for rate in ((rates.max(), rates.min())
                                                        if len(rates) else ())],
            "optimiser": optimiser.kind,
            "momentum": optimiser.momentum if isinstance(optimiser, SGD) else None}


LEARNING_RATE = DemoKind(
    name="learning-rate", settings=LearningRateSettings, data=_data, runs=("strategy-1@1",),
    terms=("learning-rate", "cross-entropy", "gradient", "momentum"), cost="heavy")

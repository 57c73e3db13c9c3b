"""Max pooling: what it keeps, what it does to the jump, and to a digit that moves by a pixel."""

from typing import Annotated

from pydantic import Field

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.parts import TestDigit, digits, first_layer, network_up_to, sight


class PoolingSettings(Frozen):
    """``digit`` is a test digit; ``channel`` says which of the maps is in sight, from 1."""

    digit: TestDigit | None = None
    channel: Annotated[int, Field(ge=1, le=1024)] = 1


def _data(given: Given, settings: PoolingSettings) -> Data:
    place = first_layer(given.trained, "maxpool", "max pooling")
    layers = given.trained.recipe.describe().layers
    return {"network": network_up_to(given.trained, place),
            "digits": digits(given.dataset, settings.digit),
            "channel": min(settings.channel, layers[place].out_channels),
            "before": sight(layers[place - 1]) if place else None, "after": sight(layers[place])}


POOLING = DemoKind(name="pooling", settings=PoolingSettings, data=_data, runs=("strategy-4@1",),
                   terms=("max-pooling", "jump", "stride"))

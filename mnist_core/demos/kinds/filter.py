"""A filter moved over a digit: nine products, their sum, and the map that grows."""

from typing import Annotated

from pydantic import Field

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.parts import TestDigit, digits, first_layer, network_up_to


class FilterSettings(Frozen):
    """``digit`` is a test digit; ``channel`` says which of the filters is in hand, from 1."""

    digit: TestDigit | None = None
    channel: Annotated[int, Field(ge=1, le=1024)] = 1


def _data(given: Given, settings: FilterSettings) -> Data:
    place = first_layer(given.trained, "conv3x3", "3 x 3 convolution")
    layer = given.trained.recipe.describe().layers[place]
    if place or layer.dilation > 1 or layer.stride > 1:
        raise ValueError(f"{given.trained.short_label} does not begin with a plain 3 x 3 "
                         "convolution; take another network.")
    return {"network": network_up_to(given.trained, place),
            "digits": digits(given.dataset, settings.digit),
            "channel": min(settings.channel, layer.out_channels)}


FILTER = DemoKind(name="filter", settings=FilterSettings, data=_data, runs=("strategy-4@1",),
                  terms=("convolution", "kernel", "feature-map", "channel"))

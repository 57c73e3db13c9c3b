"""A 1x1 convolution as a mix of maps: each of them times a weight that can be moved."""

from typing import Annotated

from pydantic import Field

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.parts import TestDigit, digits, network_up_to


class OneByOneSettings(Frozen):
    """``digit`` is a test digit; ``channel`` says which of the mixes is in sight, from 1."""

    digit: TestDigit | None = None
    channel: Annotated[int, Field(ge=1, le=1024)] = 1


def _data(given: Given, settings: OneByOneSettings) -> Data:
    layers = given.trained.recipe.describe().layers
    place = next((place for place, layer in enumerate(layers)
                  if layer.token.startswith("conv1x1") and layer.size_in > 1 and place), None)
    if place is None:
        raise ValueError(f"{given.trained.short_label} has no 1 x 1 convolution over maps; take "
                         "another network.")
    return {"network": network_up_to(given.trained, place),
            "digits": digits(given.dataset, settings.digit),
            "channel": min(settings.channel, layers[place].out_channels)}


ONE_BY_ONE = DemoKind(name="one-by-one", settings=OneByOneSettings, data=_data,
                      runs=("strategy-4@1",), terms=("1x1-convolution", "channel"))

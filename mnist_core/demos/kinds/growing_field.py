"""A stack of layers, and the field of one value growing on the digit."""

from typing import Annotated

from pydantic import Field

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.parts import TestDigit, digits, network_up_to, sight


class GrowingFieldSettings(Frozen):
    """``digit`` is a test digit; ``layer`` the layer to begin at, from 1, as tables count."""

    digit: TestDigit | None = None
    layer: Annotated[int, Field(ge=1, le=100)] = 1


def _data(given: Given, settings: GrowingFieldSettings) -> Data:
    layers = given.trained.recipe.describe().layers
    # what follows a flatten has no places
    layers = layers[:next((place for place, layer in enumerate(layers)
                           if layer.token == "flatten"), len(layers))]
    stops = [place for place, layer in enumerate(layers)
             if layer.token.startswith(("conv", "maxpool", "avgpool", "gap"))]
    ends = [next_stop - 1 for next_stop in [*stops[1:], len(layers)]]
    return {"network": network_up_to(given.trained, len(layers) - 1),
            "digits": digits(given.dataset, settings.digit),
            "stops": [{**sight(layers[stop]), "place": stop, "end": end,
                       "token": layers[stop].token, "kernel": layers[stop].kernel,
                       "dilation": layers[stop].dilation, "stride": layers[stop].stride,
                       "between": [layer.token for layer in layers[stop + 1:end + 1]]}
                      for stop, end in zip(stops, ends, strict=True)],
            "stop": max(0, sum(stop < settings.layer for stop in stops) - 1)}


GROWING_FIELD = DemoKind(name="growing-field", settings=GrowingFieldSettings, data=_data,
                         runs=("strategy-4@1",), terms=("receptive-field", "jump", "kernel"))

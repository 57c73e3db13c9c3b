"""Two ends of a network: the mean of each map, or a weight for every place of it."""

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.parts import (
    TestDigit,
    augmentation_of,
    check_digit,
    digits,
    network_up_to,
)
from mnist_core.network.geometry import NUM_CLASSES, LayerGeometry
from mnist_core.trained.trained import Trained


class GlobalPoolingSettings(Frozen):
    """``digit`` is a test digit."""

    digit: TestDigit | None = None


def _data(given: Given, settings: GlobalPoolingSettings) -> Data:
    check_digit(given.dataset, settings.digit)
    trained = given.trained
    other = next(one for one in given.others if averages(one) != averages(trained))
    pair = (trained, other) if averages(trained) else (other, trained)
    return {"networks": [{"title": one.short_label, "network": network_up_to(one),
                          "end": end_of(one), "augmentation": augmentation_of(one)}
                         for one in pair],
            "digits": digits(given.dataset, settings.digit)}


def averages(trained: Trained) -> bool:
    """Its end begins with the mean of each whole map."""
    return _is_mean(trained.recipe.describe().layers[_end_of_maps(trained)])


def end_of(trained: Trained) -> Data:
    """What comes behind the last map that is wider than one position.

    ``parameters`` are those of the end, ``dense_parameters`` those that one weight for every place
    of the same maps would take, straight to the ten classes.
    """
    layers = trained.recipe.describe().layers
    first = _end_of_maps(trained)
    end = layers[first:]
    channels, size = end[0].in_channels, end[0].size_in
    return {"layer": first, "channels": channels, "size": size,
            "averages": _is_mean(end[0]),
            "parameters": sum(layer.parameters for layer in end),
            "all_parameters": trained.parameters,
            "dense_parameters": (channels * size * size + 1) * NUM_CLASSES}


def _end_of_maps(trained: Trained) -> int:
    """The layer (from 0) that makes the last wide map a single position."""
    layers = trained.recipe.describe().layers
    return max(place for place, layer in enumerate(layers) if layer.size_in > 1)


def _is_mean(layer: LayerGeometry) -> bool:
    return layer.token == "gap" or layer.token.startswith("avgpool")


GLOBAL_POOLING = DemoKind(
    name="global-pooling", settings=GlobalPoolingSettings, data=_data,
    # neither trained on moved digits; the third one is for a run with a dense end
    runs=("models-2@1", "nets-3@1", "models-4@1"), terms=("global-average-pooling", "parameters"))

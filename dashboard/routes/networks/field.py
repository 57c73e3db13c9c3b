"""``POST /api/field``: what one value of a layer can see, and what it does see.

The question names a network as the page's address does, a ``layer``, ``row`` and ``column`` from
1, perhaps one ``channel`` of the layer, and the ``digit`` that lies under it (784 bytes in
base64). Nothing reruns while somebody walks over a map.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import ConfigDict, Field
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.display.pixels import Quantised, as_bytes, quantised
from dashboard.network.field_words import effect_in_words, sight_in_short, square_in_words
from dashboard.network.viewed_network import FRESH, Weighing, Weights, in_words, shown_network
from dashboard.routes.answers import answering
from dashboard.server.one_thread import one_thread
from dashboard.server.resources import data_state
from mnist_core.base.frozen import Frozen
from mnist_core.data.normalise import normalise
from mnist_core.insight.activations import activations
from mnist_core.insight.effective_field import (
    Effect,
    effective_field,
    num_digits,
    num_pixels_of_effect,
)
from mnist_core.insight.theoretical_field import SeenPixels, extent, seen_pixels, square
from mnist_core.network.geometry import IMAGE_SIZE, Description, LayerGeometry
from mnist_core.recipe.recipe import Normalisation
from mnist_core.training.memory import check_values, digits_at_once, num_values

BLANK_DIGIT = b64encode(bytes(IMAGE_SIZE**2)).decode()
Place = Annotated[int, Field(ge=1, le=IMAGE_SIZE)]


class FieldQuestion(Frozen):
    """A place in a network that is named by its ``step`` or ``run``, and perhaps by the
    ``layers`` that it was changed to; ``digit`` lies under it, 784 bytes in base64."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"step": "strategy-4", "layer": 5, "row": 3, "column": 12, "digit": BLANK_DIGIT}]})

    step: str = ""
    run: str = ""
    layers: str = ""
    weights: Weighing = "best"
    layer: Annotated[int, Field(ge=1)]
    row: Place = 1
    column: Place = 1
    channel: Annotated[int, Field(ge=1)] | None = None
    digit: str


@dataclass(frozen=True, slots=True)
class Average:
    """Over how many digits an effective field is averaged, and how many are computed together."""

    num_digits: int
    at_once: int


class MapPicture(Quantised):
    """``size`` x ``size`` values."""

    size: int


class SeenSquare(TypedDict):
    """``size`` x ``size`` pixels from row ``top`` and column ``left``; negative in the border."""

    left: int
    top: int
    size: int


class EffectiveField(TypedDict):
    """What really moves the value, over some test digits: ``pixels`` in base64, and the share of
    the ``peak`` in percent."""

    title: str
    pixels: str
    peak: float
    words: str


class SeenField(TypedDict):
    """``first`` and ``last`` are the outermost pixels that any value of the layer sees; ``rows``
    and ``columns`` those of the digit, from 0, that this one depends on. ``sees`` is its short
    form in words.
    """

    layer: int
    map: MapPicture
    fields: list[EffectiveField]
    square: SeenSquare
    rows: list[int]
    columns: list[int]
    first: int
    last: int
    sees: str
    words: str


def answer(body: FieldQuestion) -> SeenField:
    """What one value of a layer can see of a digit, and what it does see."""
    one_thread()
    asked = {"step": body.step, "run": body.run, "layers": body.layers}
    shown = shown_network({name: value for name, value in asked.items() if value})
    recipe = shown.recipe
    network = recipe.describe()
    position = _checked_position(body, network)
    layer = network.layers[body.layer - 1]
    field, seen = square(layer, *position), seen_pixels(network.layers[:body.layer], *position)
    weighings = dict.fromkeys((FRESH, body.weights if body.weights in shown.weighings
                               else shown.weighings[0]))
    weights = {weighing: shown.weights(weighing) for weighing in weighings}
    digit = normalise(_digit(body.digit), recipe.normalisation)
    average = _average(network.layers[:body.layer])
    output = activations(list(weights.values())[-1].network[:body.layer], digit)[-1]
    fields = [_field(of, in_words(shown, weighing), body, position, average,
                     recipe.normalisation, seen) for weighing, of in weights.items()]
    first, last = extent(layer)
    return {"layer": body.layer, "map": map_json(output.numpy(), body.channel), "fields": fields,
            "square": {"left": field.left, "top": field.top, "size": field.size},
            "rows": list(seen.rows), "columns": list(seen.columns), "first": first, "last": last,
            "sees": sight_in_short(field, seen),
            "words": square_in_words(layer, field, seen, *position)}


def map_json(output: NDArray[np.float32], channel: int | None) -> MapPicture:
    """One channel of a layer's output [C, H, W] (from 1), or their mean size, as a picture."""
    picture = np.abs(output).mean(axis=0) if channel is None else output[channel - 1]
    return {**quantised(picture), "size": picture.shape[0]}


@lru_cache(maxsize=512)
def _effective_field(weights: Weights, layer: int, position: tuple[int, int],
                     channel: int | None, average: Average, normalisation: Normalisation,
                     source: str) -> Effect:
    """Over the first test digits of a source; networks are told apart by their key."""
    dataset = data_state().dataset
    assert dataset is not None and dataset.source.description == source
    inputs = normalise(dataset.test.images[:average.num_digits], normalisation)
    return effective_field(weights.network, layer, position, inputs, channel, average.at_once)


def _field(weights: Weights, title: str, question: FieldQuestion, position: tuple[int, int],
           average: Average, normalisation: Normalisation, seen: SeenPixels) -> EffectiveField:
    dataset = data_state().dataset
    if dataset is None:
        return {"title": title, "pixels": "", "peak": 0.0,
                "words": "There are no digits to average over."}
    field = _effective_field(weights, question.layer - 1, position,
                             question.channel and question.channel - 1, average, normalisation,
                             dataset.source.description)
    peak, total = float(field.max()), float(field.sum())
    return {
        "title": title,
        "pixels": as_bytes(np.rint(255 * field / peak) if peak else field),
        "peak": 100 * peak / total if total else 0.0,
        "words": effect_in_words(num_pixels_of_effect(field), seen.num,
                                 average.num_digits),
    }


def _average(layers: Sequence[LayerGeometry]) -> Average:
    """As many digits as time and memory allow for the layers up to the one that is asked.

    Raises:
        ValueError: not even a few do.
    """
    num = num_digits(sum(layer.multiply_adds for layer in layers), num_values(layers))
    check_values(layers, num)
    return Average(num, digits_at_once(layers, num, kept=True))


def _checked_position(question: FieldQuestion, network: Description) -> tuple[int, int]:
    if question.layer > len(network.layers):
        raise ValueError(f"There is no layer {question.layer}; the network has "
                         f"{len(network.layers)}.")
    layer = network.layers[question.layer - 1]
    if layer.token == "flatten":
        raise ValueError("flatten only puts values in a row; ask the layer before it.")
    if max(question.row, question.column) > layer.size_out:
        raise ValueError(f"There is no row {question.row}, column {question.column}; the map of "
                         f"{layer.token} is {layer.size_out} x {layer.size_out}.")
    if question.channel is not None and question.channel > layer.out_channels:
        raise ValueError(f"There is no channel {question.channel}; {layer.token} has "
                         f"{layer.out_channels}.")
    return question.row - 1, question.column - 1


def _digit(text: str) -> torch.Tensor:
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != IMAGE_SIZE**2:
        raise ValueError("`digit` must be 28 x 28 bytes in base64, white ink 255.")
    pixels = np.frombuffer(data, np.uint8).reshape(1, IMAGE_SIZE, IMAGE_SIZE)
    return torch.from_numpy(pixels.copy())


FIELD_ROUTES = [Route("/api/field", answering(answer, "heavy", body=FieldQuestion),
                      methods=["POST"])]

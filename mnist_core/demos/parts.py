"""What most demos send: the first layers of a network, and some digits to lay under it."""

from base64 import b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from mnist_core.augment.words import augmentation_words
from mnist_core.base.format import count_of
from mnist_core.network.geometry import NUM_CLASSES, LayerGeometry
from mnist_core.trained.network_for_scripts import network_for_scripts
from mnist_core.trained.trained import Trained

if TYPE_CHECKING:
    from torch import nn

    from mnist_core.data.mnist import Dataset

MOST_PARAMETERS = 100_000
"""Of the layers that a page computes by itself: half a megabyte, and a few ms a digit."""
TestDigit = Annotated[int, Field(ge=0, le=9_999)]


class SavedDigit(TypedDict):
    """``pixels`` are 28 x 28 bytes in base64, white ink 255."""

    index: int
    label: int
    pixels: str


def network_up_to(trained: Trained, last: int | None = None) -> dict[str, Any]:
    """The layers up to and with ``last`` (from 0), else all, with their weights: see
    ``SavedNetwork`` in ``scripts/network/network.js``.

    Raises:
        ValueError: there are no weights, or too many for a page.
    """
    recipe = trained.recipe
    layers = recipe.describe().layers[:None if last is None else last + 1]
    num = sum(layer.parameters for layer in layers)
    if num > MOST_PARAMETERS:
        raise ValueError(f"{trained.short_label} has {count_of(num, 'parameter')} in the layers "
                         f"that are shown here, and at most {MOST_PARAMETERS:,} can be; take a "
                         "smaller network.")
    return network_for_scripts(recipe, kept_network(trained), len(layers))


def kept_network(trained: Trained) -> "nn.Sequential":
    """Of the best epoch where it was kept, else of the last one.

    Raises:
        ValueError: there are no weights.
    """
    moments = trained.moments
    return trained.network(moments[0] if moments else "best")


class Sight(TypedDict):
    """Which pixels the values of a map look at: value 0 from pixel ``left``, ``field`` of them, and
    each next one ``jump`` further; ``size`` values in a row."""

    size: int
    field: int
    jump: int
    left: int


def sight(layer: LayerGeometry) -> Sight:
    return {"size": layer.size_out, "field": layer.receptive_field, "jump": layer.jump,
            "left": layer.left}


def digits(dataset: "Dataset", first: int | None) -> list[SavedDigit]:
    """Test digits to choose from, the one that is asked for in front: of each class the first."""
    check_digit(dataset, first)
    labels = dataset.test.labels
    chosen = [int((labels == label).nonzero()[0, 0]) for label in range(NUM_CLASSES)
              if (labels == label).any()]
    return saved_digits(dataset, [*([first] if first is not None else []), *chosen])


def check_digit(dataset: "Dataset", index: int | None) -> None:
    """Raises:
        ValueError: there is no such test digit here.
    """
    num = len(dataset.test)
    if index is not None and index >= num:
        raise ValueError(f"There is no test digit {index:,} here; there are {num:,}, from 0. The "
                         "full set has 10,000.")


def saved_digits(dataset: "Dataset", indices: Iterable[int]) -> list[SavedDigit]:
    """These test digits, each of them once."""
    return [{"index": index, "label": int(dataset.test.labels[index]),
             "pixels": b64encode(dataset.test.images[index].numpy().tobytes()).decode()}
            for index in dict.fromkeys(indices)]


def first_layer(trained: Trained, kind: str, words: str) -> int:
    """The first layer (from 0) whose token begins with ``kind``, such as ``maxpool``.

    Raises:
        ValueError: the network has no ``words``.
    """
    for place, layer in enumerate(trained.recipe.describe().layers):
        if layer.token.startswith(kind):
            return place
    raise ValueError(f"{trained.short_label} has no {words}; take another network.")


def augmentation_of(trained: Trained) -> str:
    """What was done to the digits that it trained on, in words; empty where they stayed as they
    are."""
    return "; ".join(f"{name} {words}"
                     for name, words in augmentation_words(trained.recipe).items() if words)

"""Each block of a lesson as a browser gets it: whatever is needed to draw it, and no right answer.
"""

from typing import Literal

from typing_extensions import TypedDict

from mnist_core.recipe.overrides import Scalar


class ShownDigit(TypedDict):
    """A test digit by its number: ``digit`` is its label, ``pixels`` 784 bytes in base64."""

    index: int
    digit: int
    pixels: str


class ShownText(TypedDict):
    """``html`` is made of Markdown and has no markup of anybody's."""

    block: Literal["text"]
    html: str


class ShownDigits(TypedDict):
    block: Literal["digits"]
    digits: list[ShownDigit]
    caption: str


class ShownLayer(TypedDict):
    """``receptive_field`` in pixels; none before it was predicted."""

    token: str
    channels: int
    size: int
    parameters: int
    receptive_field: int | None


class ShownLayers(TypedDict):
    block: Literal["layers"]
    name: str
    layers: list[ShownLayer]
    parameters: int
    caption: str


class ShownCurve(TypedDict):
    name: str
    values: list[float]


class ShownCurves(TypedDict):
    """A value an epoch; accuracies in percent, losses in nats."""

    block: Literal["curves"]
    measure: str
    curves: list[ShownCurve]
    caption: str


class ShownDemo(TypedDict):
    block: Literal["demo"]
    kind: str
    run: str | None
    settings: dict[str, Scalar]
    caption: str


class ShownPredictCurve(TypedDict):
    """``given_values`` are of the run ``given``, as far as it was recorded before."""

    block: Literal["predict-curve"]
    order: int
    question: str
    run: str
    given: str | None
    given_values: list[float]
    measure: str
    epochs: int
    low: float
    high: float


class ShownChoice(TypedDict):
    key: str
    text: str


class ShownPredictChoice(TypedDict):
    block: Literal["predict-choice"]
    order: int
    question: str
    choices: list[ShownChoice]


class ShownPredictDigits(TypedDict):
    block: Literal["predict-digits"]
    order: int
    question: str
    run: str
    than: str | None
    digits: list[ShownDigit]


class ShownPredictField(TypedDict):
    """The square is set on ``digit``, and is at most ``most`` pixels wide."""

    block: Literal["predict-field"]
    order: int
    question: str
    layer: int
    layers: list[ShownLayer]
    digit: ShownDigit | None
    most: int


class ShownPredictNumber(TypedDict):
    block: Literal["predict-number"]
    order: int
    question: str
    run: str
    measure: str
    low: float
    high: float
    increment: float
    unit: str


class ShownTrain(TypedDict):
    """``same_weights``: all runs begin with the same ones; ``same_batches``: each gets the same
    digits in the same order."""

    block: Literal["train"]
    epochs: int
    num_train: int
    seed: int
    same_weights: bool
    same_batches: bool


class ShownClaim(TypedDict):
    """Where the claim stands, by its order in the lesson; its words come with what came out."""

    block: Literal["claim"]
    order: int


class ShownTask(TypedDict):
    """``counts``: which epoch of a run; ``set``: settings of the step that it begins with, by name.
    """

    block: Literal["task"]
    text: str
    counts: Literal["best", "last"] | None
    step: str | None
    set: dict[str, Scalar]
    hints: list[str]


ShownBlock = (ShownText | ShownDigits | ShownLayers | ShownCurves | ShownDemo
              | ShownPredictCurve | ShownPredictChoice | ShownPredictDigits | ShownPredictField
              | ShownPredictNumber | ShownTrain | ShownClaim | ShownTask)

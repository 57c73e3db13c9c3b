"""Blocks that ask for a prediction, before anything is trained."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from mnist_core.base.frozen import Frozen
from mnist_core.ladders import find_step
from mnist_core.lessons.figures import Condition, Measure, RunName
from mnist_core.network.geometry import Description, describe
from mnist_core.network.notation import parse

Question = Annotated[str, Field(min_length=1, max_length=300)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=30)]
CurveMeasure = Literal["test_accuracy", "train_accuracy", "test_loss", "train_loss"]


class PredictCurve(Frozen):
    """Sketch a curve over the epochs on an empty chart; ``given`` is another run that is drawn
    there already."""

    name: ClassVar = "predict-curve"
    question: Question
    run: RunName
    given: RunName | None = None
    measure: CurveMeasure = "test_accuracy"
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low must be below high")
        return self


class Choice(Frozen):
    """An answer; it is right where all its conditions hold."""

    key: Key
    text: Question
    when: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=5)]


class PredictChoice(Frozen):
    """Pick an answer. Which one is right is computed from the runs."""

    name: ClassVar = "predict-choice"
    question: Question
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=5)]

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len({choice.key for choice in self.choices}) < len(self.choices):
            raise ValueError("Each choice needs a key of its own")
        return self


class PredictDigits(Frozen):
    """Point at test digits: those that ``run`` will read wrong, or, with ``than``, those that
    ``than`` reads wrong and ``run`` will read right."""

    name: ClassVar = "predict-digits"
    question: Question
    run: RunName
    than: RunName | None = None
    indices: Annotated[tuple[Annotated[int, Field(ge=0, le=9_999)], ...],
                       Field(min_length=4, max_length=24)] | None = None
    """Which digits are shown; without them twelve that ``than`` reads wrong, or that networks
    often read wrong."""


class PredictField(Frozen):
    """Set the size of a receptive field, in pixels: of layer ``layer`` (from 1) of a step, or of a
    network in the lab's notation."""

    name: ClassVar = "predict-field"
    question: Question
    step: str | None = None
    layers: str | None = None
    layer: Annotated[int, Field(ge=1, le=100)]

    @model_validator(mode="after")
    def _there(self) -> Self:
        if (self.step is None) == (self.layers is None):
            raise ValueError("Give step or layers, one of them")
        num = len(self.description.layers)
        if self.layer > num:
            raise ValueError(f"{self.step or 'The network'} has {num} layers")
        return self

    @property
    def description(self) -> Description:
        """The network, layer by layer."""
        if self.step is not None:
            return find_step(self.step).recipe.describe()
        return describe(parse(self.layers or ""))


class PredictNumber(Frozen):
    """Set a number between ``low`` and ``high``; what it is about is measured of ``run``."""

    name: ClassVar = "predict-number"
    question: Question
    run: RunName
    measure: Measure
    low: float
    high: float
    unit: Annotated[str, Field(max_length=20)] = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low >= self.high:
            raise ValueError("low must be below high")
        return self


Prediction = PredictCurve | PredictChoice | PredictDigits | PredictField | PredictNumber

"""Blocks to look at and to touch."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demos import check_settings
from mnist_core.ladders import find_step
from mnist_core.network.notation import parse
from mnist_core.recipe.overrides import Scalar

Caption = Annotated[str, Field(min_length=1, max_length=300)]
"""Said below a picture, and instead of it to those who hear the page."""


class Digits(Frozen):
    """Test digits by their numbers, from 0."""

    name: ClassVar = "digits"
    indices: Annotated[tuple[Annotated[int, Field(ge=0, le=9_999)], ...],
                       Field(min_length=1, max_length=24)]
    caption: Caption


class Layers(Frozen):
    """A network as a stack of layers: of a step, or in the lab's notation."""

    name: ClassVar = "layers"
    step: str | None = None
    layers: str | None = None
    caption: Caption

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.step is None) == (self.layers is None):
            raise ValueError("Give step or layers, one of them")
        if self.step is not None:
            find_step(self.step)
        if self.layers is not None:
            parse(self.layers)
        return self


class Curves(Frozen):
    """What steps were measured at, epoch by epoch: their published logs."""

    name: ClassVar = "curves"
    steps: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]
    measure: Literal["test_accuracy", "train_accuracy", "test_loss"] = "test_accuracy"
    caption: Caption

    @field_validator("steps")
    @classmethod
    def _known(cls, steps: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(find_step(step).id for step in steps)


class Demo(Frozen):
    """A thing to touch, on a trained network; ``settings`` are that demo's own."""

    name: ClassVar = "demo"
    kind: Annotated[str, Field(max_length=40)]
    run: Annotated[str, Field(max_length=40)] | None = None
    settings: dict[str, Scalar] = Field(default_factory=dict, max_length=10)
    caption: Caption

    @model_validator(mode="after")
    def _known(self) -> Self:
        check_settings(self.kind, self.settings)
        return self


Picture = Digits | Layers | Curves | Demo

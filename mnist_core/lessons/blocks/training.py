"""The block that says what is trained, and from which start."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from mnist_core.base.frozen import Frozen
from mnist_core.ladders import find_step
from mnist_core.lessons.figures import YOURS, RunName
from mnist_core.network.layers import Conv, Layer, Linear
from mnist_core.recipe.overrides import Scalar, apply
from mnist_core.recipe.recipe import Recipe

MOST_RUNS = 3


class LessonRun(Frozen):
    """One of a lesson's runs: a step with a few settings changed.

    ``replay`` is the key of a recorded run that is shown where time is short.
    """

    name: RunName
    label: Annotated[str, Field(min_length=1, max_length=60)]
    step: str
    set: dict[str, Scalar] = Field(default_factory=dict)
    replay: Annotated[str, Field(max_length=40)] | None = None

    @model_validator(mode="after")
    def _trainable(self) -> Self:
        if self.name == YOURS:
            raise ValueError(f"`{YOURS}` is what a task calls the student's own run; take another "
                             "name")
        if "epochs" in self.set:
            raise ValueError("All runs of a lesson have the same epochs; set them once, above the "
                             "runs")
        apply(find_step(self.step).recipe, self.set)
        return self


class Train(Frozen):
    """One run, or two or three that race from the same weights over the same batches.

    ``epochs``, ``num_train`` and ``seed`` hold for each of them, and shorten it to what a lesson
    has time for. A run may set its own ``num_train`` or ``seed`` where that is what the lesson is
    about.
    """

    name: ClassVar = "train"
    run: Annotated[tuple[LessonRun, ...], Field(min_length=1, max_length=MOST_RUNS)]
    epochs: Annotated[int, Field(ge=1, le=20)] = 1
    num_train: Annotated[int, Field(ge=100, le=60_000)] = 10_000
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len({run.name for run in self.run}) < len(self.run):
            raise ValueError("Each run needs a name of its own")
        return self

    def recipe_of(self, run: LessonRun) -> Recipe:
        return apply(find_step(run.step).recipe, {**self.shortened, **run.set})

    @property
    def shortened(self) -> dict[str, Scalar]:
        return {"epochs": self.epochs, "num_train": self.num_train, "seed": self.seed}

    @property
    def has_same_weights(self) -> bool:
        """Whether all its runs begin with the same weights: one seed, and layers that draw alike.
        """
        return len({(recipe.seed, *_drawn_layers(recipe))
                    for recipe in map(self.recipe_of, self.run)}) == 1

    @property
    def has_same_batches(self) -> bool:
        """Whether each of its runs is given the same digits in the same order."""
        return len({(recipe.seed, recipe.num_train, recipe.held_out, recipe.batch_size)
                    for recipe in map(self.recipe_of, self.run)}) == 1


def _drawn_layers(recipe: Recipe) -> Iterator[tuple[Layer, int]]:
    """The layers whose first weights are random, with the channels that they are given."""
    for layer, row in zip(recipe.network, recipe.describe().layers, strict=True):
        if isinstance(layer, Conv | Linear):
            yield layer, row.in_channels

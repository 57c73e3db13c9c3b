"""What questions are made of: measured runs and digits, the student's own before all others."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from mnist_core.network.geometry import IMAGE_SIZE
from mnist_core.quiz.choices import Unlucky
from mnist_core.recipe.recipe import Recipe
from mnist_core.trained.trained import Trained
from mnist_core.training.epoch_record import EpochRecord

LEAST_EPOCHS, SETTLED_EPOCHS, SETTLED_POINTS = 5, 3, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRun:
    """``name`` as screens call it: ``Run 12``, ``strategy-4 · reference 1``."""

    name: str
    is_own: bool
    recipe: Recipe
    epochs: Sequence[EpochRecord]

    @property
    def is_settled(self) -> bool:
        """Its last epochs tell of the network: of a run that has just begun they tell of chance."""
        last = [epoch.test_accuracy for epoch in self.epochs[-SETTLED_EPOCHS:]]
        return (len(self.epochs) >= LEAST_EPOCHS and min(last) > 50
                and max(last) - min(last) < SETTLED_POINTS)


@dataclass(frozen=True, slots=True)
class SomeDigit:
    """``pixels``, uint8 [28, 28], and where it comes from: ``a digit that you drew``."""

    pixels: NDArray[np.uint8]
    label: int | None
    origin: str

    @property
    def text(self) -> str:
        """The pixels in base64."""
        return b64encode(np.ascontiguousarray(self.pixels).tobytes()).decode()


NO_DIGIT = SomeDigit(np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.uint8), None, "an empty picture")


@dataclass(frozen=True, slots=True)
class Material:
    """Runs and digits, in any order."""

    runs: Sequence[MeasuredRun]
    digits: Sequence[SomeDigit] = ()

    @property
    def without_own(self) -> "Material":
        """This material without the student's own runs."""
        return replace(self, runs=tuple(run for run in self.runs if not run.is_own))

    def a_run(self, random: Random, fits: Callable[[MeasuredRun], bool]) -> MeasuredRun:
        """One that fits; the student's own where any does.

        Raises:
            Unlucky: none fits.
        """
        fitting = [run for run in self.runs if fits(run)]
        own = [run for run in fitting if run.is_own]
        if not fitting:
            raise Unlucky
        return random.choice(own or fitting)

    def some_runs(self, random: Random, num: int, fits: Callable[[MeasuredRun], bool]
                  ) -> list[MeasuredRun]:
        """As many that fit, the student's own before others, in any order.

        Raises:
            Unlucky: there are not as many.
        """
        fitting = [run for run in self.runs if fits(run)]
        if len(fitting) < num:
            raise Unlucky
        random.shuffle(fitting)
        found = sorted(fitting, key=lambda run: not run.is_own)[:num]
        random.shuffle(found)
        return found

    def a_digit(self, random: Random) -> SomeDigit:
        return random.choice(self.digits) if self.digits else NO_DIGIT


def measured(trained: Iterable[Trained]) -> list[MeasuredRun]:
    """Those of them that have measured an epoch."""
    return [MeasuredRun(name=run.short_label, is_own=not run.is_reference, recipe=run.recipe,
                        epochs=epochs)
            for run in trained if (epochs := run.epochs())]

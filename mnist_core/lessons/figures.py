"""What lessons measure of a run, and the conditions on it under which they say something."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from mnist_core.base.frozen import Frozen
from mnist_core.training.epoch_record import EpochRecord

Side = Literal["above", "at_least", "below", "at_most", "near", "apart_from"]
Measure = Literal["test_accuracy", "best_test_accuracy", "first_test_accuracy", "train_accuracy",
                  "gap", "test_loss", "train_loss", "loss_rise", "num_wrong", "epochs", "num_train",
                  "parameters", "receptive_field"]
"""Accuracies in percent and ``gap`` (train less test accuracy) in points, losses in nats, a
receptive field in pixels; ``num_train`` counts the digits trained on, ``loss_rise`` is how far the
test loss has come up from its lowest. Without ``best`` and ``first`` they are of the last epoch."""

OF_THE_LAST_EPOCH: frozenset[Measure] = frozenset((
    "test_accuracy", "train_accuracy", "gap", "test_loss", "train_loss", "loss_rise", "num_wrong"))

RunName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=20)]
"""What a lesson calls one of its runs: ``with-dropout``."""
YOURS: RunName = "yours"
"""The run that a task is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A run as it was measured. ``num_wrong`` counts test digits after the last epoch;
    ``receptive_field`` is what the network sees before its head, in pixels."""

    epochs: Sequence[EpochRecord]
    num_wrong: int
    num_train: int
    parameters: int
    receptive_field: int

    def of(self, measure: Measure) -> float:
        assert self.epochs
        return _MEASURED[measure](self)


_MEASURED: Mapping[Measure, Callable[[Figures], float]] = {
    "test_accuracy": lambda run: run.epochs[-1].test_accuracy,
    "best_test_accuracy": lambda run: max(epoch.test_accuracy for epoch in run.epochs),
    "first_test_accuracy": lambda run: run.epochs[0].test_accuracy,
    "train_accuracy": lambda run: run.epochs[-1].train_accuracy,
    "gap": lambda run: run.epochs[-1].gap,
    "test_loss": lambda run: run.epochs[-1].test_loss,
    "train_loss": lambda run: run.epochs[-1].train_loss,
    "loss_rise": lambda run: run.epochs[-1].test_loss - min(
        epoch.test_loss for epoch in run.epochs),
    "num_wrong": lambda run: run.num_wrong,
    "epochs": lambda run: len(run.epochs),
    "num_train": lambda run: run.num_train,
    "parameters": lambda run: run.parameters,
    "receptive_field": lambda run: run.receptive_field,
}


class Condition(Frozen):
    """``of`` lies above or below a number or another run, by more than ``by``.

    With ``near`` it lies within ``by`` of it, with ``apart_from`` it does not.
    """

    measure: Measure
    of: RunName = YOURS
    above: float | RunName | None = None
    at_least: float | RunName | None = None
    below: float | RunName | None = None
    at_most: float | RunName | None = None
    near: float | RunName | None = None
    apart_from: float | RunName | None = None
    by: Annotated[float, Field(ge=0, le=10**9)] = 0.0

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if len(self._given) != 1:
            raise ValueError("A condition has one of above, at_least, below, at_most, near and "
                             "apart_from")
        return self

    @property
    def runs(self) -> tuple[RunName, ...]:
        """Those that it reads."""
        return self.of, *(against for against in self._given.values() if isinstance(against, str))

    @property
    def side(self) -> Side:
        """On which side of the other value it must lie."""
        side, = self._given
        return side

    def against(self, figures: Mapping[RunName, Figures]) -> float:
        """The other value: the number, or what was measured of the other run."""
        against, = self._given.values()
        return figures[against].of(self.measure) if isinstance(against, str) else against

    def holds(self, figures: Mapping[RunName, Figures]) -> bool:
        """Whether the measured figures of ``runs`` say so."""
        value, against = figures[self.of].of(self.measure), self.against(figures)
        is_above, is_below = value > against + self.by, value < against - self.by
        match self.side:
            case "above":
                return is_above
            case "at_least":
                return value >= against + self.by
            case "below":
                return is_below
            case "at_most":
                return value <= against - self.by
            case "near":
                # exactly what lies neither above nor below it by more, also where sums are rounded
                return not (is_above or is_below)
            case "apart_from":
                return is_above or is_below

    @property
    def _given(self) -> Mapping[Side, float | RunName]:
        sides: tuple[Side, ...] = get_args(Side)
        return {side: against for side in sides
                if (against := getattr(self, side)) is not None}

"""What a tracker of experiments is told of a run, and what it must be able to do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_core.base.curve_thinning import kept_points
from mnist_core.recipe.overrides import flatten
from mnist_core.recipe.recipe import Recipe
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.training.epoch_record import EpochRecord

EXPERIMENT = "MNIST Drill-Down"
Ending = Literal["finished", "stopped", "failed"]
# as many as a chart of either tracker shows
MAX_BATCH_POINTS = 1000
_EPOCH_FIGURES = tuple(field.name for field in fields(EpochRecord) if field.name != "epoch")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRun:
    """A run before its figures.

    Attributes:
        name: of its folder, and in the tracker's lists: ``run-12-strategy-4``.
        recipe: which becomes the parameters, by the flat keys of ``--set``.
        tags: where it comes from: run, step, seed, commit.
        started: seconds since 1970.
    """

    name: str
    recipe: Recipe
    tags: Mapping[str, str]
    started: float

    @property
    def params(self) -> dict[str, str | float | int | bool]:
        return {name: value for name, value in flatten(self.recipe).items() if value is not None}

    @property
    def id(self) -> str:
        """32 hexadecimal digits, the same whenever the same run is told of."""
        told = "\0".join((self.name, str(self.started), self.recipe.to_json()))
        return sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Point:
    """Figures at one ``step``, an epoch (from 1) or a batch (from 0); ``at`` in UNIX seconds.
    Losses in nats, accuracies in percent.
    """

    step: int
    at: float
    values: Mapping[str, float]


class Tracker(Protocol):
    """One run in one tracker. Whatever it raises costs the run nothing but its tracking."""

    def log(self, points: Sequence[Point]) -> None: ...
    def close(self, ending: Ending) -> None: ...


def epoch_point(epoch: EpochRecord, at: float) -> Point:
    values = {f"epoch/{name}": value for name in _EPOCH_FIGURES
              if (value := getattr(epoch, name)) is not None}
    return Point(epoch.epoch, at, values)


def batch_point(batch: int, loss: float, correct: float, lr: float, at: float) -> Point:
    return Point(batch, at, {"batch/loss": loss, "batch/correct_percent": correct,
                             "batch/lr": lr})


def recorded_points(epochs: Sequence[EpochRecord], curve: BatchCurve, num_batches: int,
                    started: float) -> Iterator[Point]:
    """All that was recorded of a run, thinned to what a chart shows, in the order of time.

    When a batch was trained is worked out from how long its epoch took.
    """
    ends = np.concatenate([[0.0], np.cumsum([epoch.seconds for epoch in epochs])]) + started
    batches = list(_batch_points(curve, ends, num_batches))
    measured = (epoch_point(epoch, float(end))
                for epoch, end in zip(epochs, ends[1:], strict=True))
    yield from sorted([*batches, *measured], key=lambda point: point.at)


def _batch_points(curve: BatchCurve, ends: NDArray[np.float64],
                  num_batches: int) -> Iterable[Point]:
    times = np.interp(curve.at, np.arange(len(ends)) * num_batches, ends)
    for place in kept_points(curve.loss, MAX_BATCH_POINTS):
        yield batch_point(int(curve.at[place]), float(curve.loss[place]),
                          float(curve.correct[place]), float(curve.lr[place]),
                          float(times[place]))

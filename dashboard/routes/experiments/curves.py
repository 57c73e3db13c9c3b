"""The curves of an experiment's trials on the held-out digits."""

from collections.abc import Sequence
from itertools import zip_longest
from statistics import fmean

from typing_extensions import TypedDict

from dashboard.routes.experiments.shown import looked_at
from mnist_core.experiments.experiment import Trial
from mnist_core.experiments.question import Measure
from mnist_core.training.epoch_record import EpochRecord

MAX_POINTS = 60_000
"""Of all curves together; of more only every second, third … epoch is told."""


class TrialCurve(TypedDict):
    """A trial's mean over its seeds, at the ``epochs`` of the answer; null where there is none."""

    trial: int
    state: str
    values: list[float | None]


class SweepCurves(TypedDict):
    """By trial, after the same epochs: percent of the held-out digits, or nats."""

    epochs: list[int]
    curves: list[TrialCurve]


def sweep_curves(sweep: str) -> SweepCurves:
    """How each trial learned, the mean of its seeds after every epoch that they had so far."""
    experiment = looked_at(sweep).experiment
    longest = max((len(run.epochs) for trial in experiment.trials for run in trial.runs),
                  default=0)
    every = 1 + longest * len(experiment.trials) // MAX_POINTS
    # the last one is never left out
    epochs = list(range(longest, 0, -every))[::-1]
    return {"epochs": epochs,
            "curves": [{"trial": trial.number, "state": trial.state,
                        "values": _values(trial, epochs, experiment.question.measure)}
                       for trial in experiment.trials if any(run.epochs for run in trial.runs)]}


def _values(trial: Trial, epochs: Sequence[int], measure: Measure) -> list[float | None]:
    by_epoch = list(zip_longest(*(run.epochs for run in trial.runs)))
    return [_mean(by_epoch[epoch - 1], measure) for epoch in epochs if epoch <= len(by_epoch)]


def _mean(records: Sequence[EpochRecord | None], measure: Measure) -> float | None:
    values = [value for record in records
              if record and (value := getattr(record, measure)) is not None]
    return fmean(values) if values else None

"""What came of a lesson's runs: its predictions, the claims that hold, and the digits.

Runs are held against each other after the same epoch, the last that all of them have, so that
nobody is ahead only because the other was stopped.
"""

from collections.abc import Mapping

from typing_extensions import TypedDict

from mnist_core.findings.same_epoch import common_epoch
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.outcome.measured import Measured, measured_of
from mnist_core.lessons.outcome.prediction_outcome import (
    PredictionOutcome,
    are_known,
    hold,
    prediction_outcome,
)
from mnist_core.lessons.outcome.race import RacingRun, racing_run
from mnist_core.lessons.outcome.read_digits import OnlyRight, only_right
from mnist_core.trained.trained import History


class RunOutcome(RacingRun):
    """``num_wrong`` counts test digits after the epoch at which the runs are compared."""

    num_wrong: int | None
    parameters: int
    receptive_field: int


class ClaimHolds(TypedDict):
    """A claim whose conditions hold; ``order`` is its place among the lesson's claims, from 0."""

    order: int
    text: str
    is_chance: bool


class Outcome(TypedDict):
    """``epoch`` is the one after which runs are compared; None before there is one. ``predictions``
    are in the lesson's order, ``only_right`` is by the name of the run."""

    epoch: int | None
    runs: list[RunOutcome]
    predictions: list[PredictionOutcome]
    claims: list[ClaimHolds]
    only_right: dict[RunName, OnlyRight]


def outcome(lesson: Lesson, runs: Mapping[RunName, History]) -> Outcome:
    """What came of the lesson in these runs, own or replayed, whether or not they are done."""
    ours = {run.name: runs[run.name] for run in lesson.train.run if run.name in runs}
    epoch = common_epoch(trained.epochs() for trained in ours.values())
    measured = {name: found for name, trained in ours.items()
                if (found := measured_of(trained, epoch))}
    return {
        "epoch": epoch,
        "runs": [_run(name, trained, measured.get(name)) for name, trained in ours.items()],
        "predictions": [prediction_outcome(asked, measured) for asked in lesson.predictions],
        "claims": [{"order": order, "text": claim.text, "is_chance": claim.is_chance}
                   for order, claim in enumerate(lesson.claims)
                   if are_known(claim.when, measured) and hold(claim.when, measured)],
        "only_right": only_right(measured),
    }


def indices_of(told: Outcome) -> list[int]:
    """The numbers of all test digits that it tells of."""
    read = [digit for one in told["predictions"] if one["kind"] == "predict-digits"
            for digit in one["digits"]]
    read += [digit for only in told["only_right"].values() for digit in only["digits"]]
    return sorted({digit["index"] for digit in read})


def _run(name: RunName, trained: History, measured: Measured | None) -> RunOutcome:
    described = trained.recipe.describe()
    return {**racing_run(name, trained),
            "num_wrong": measured.figures.num_wrong if measured else None,
            "parameters": trained.parameters,
            "receptive_field": described.head_input.receptive_field}

"""What came of each thing that a lesson asked to predict."""

from collections.abc import Iterable, Mapping
from typing import Literal, assert_never

from typing_extensions import TypedDict

from mnist_core.lessons.blocks.predictions import (
    CurveMeasure,
    PredictChoice,
    PredictCurve,
    PredictDigits,
    PredictField,
    Prediction,
    PredictNumber,
)
from mnist_core.lessons.figures import Condition, Measure, RunName
from mnist_core.lessons.outcome.measured import Measured
from mnist_core.lessons.outcome.read_digits import ReadDigit, read_digits
from mnist_core.lessons.shown.often_wrong import pointed_at


class CurveOutcome(TypedDict):
    """``values`` has one for each epoch of the run, ``given`` those of the run that was drawn;
    None where there is no such run, or it has no epoch."""

    kind: Literal["predict-curve"]
    measure: CurveMeasure
    values: list[float] | None
    given: list[float] | None


class ChoiceOutcome(TypedDict):
    """``keys`` of the answers that hold: none, one or several; None where it is not known."""

    kind: Literal["predict-choice"]
    keys: list[str] | None


class DigitsOutcome(TypedDict):
    """``right`` are those of the ``digits`` that one was to point at; None where it is not known.
    """

    kind: Literal["predict-digits"]
    digits: list[ReadDigit]
    right: list[int] | None


class FieldOutcome(TypedDict):
    kind: Literal["predict-field"]
    pixels: int


class NumberOutcome(TypedDict):
    """``value`` is None where there is no such run, or it has no epoch."""

    kind: Literal["predict-number"]
    measure: Measure
    value: float | None


PredictionOutcome = CurveOutcome | ChoiceOutcome | DigitsOutcome | FieldOutcome | NumberOutcome


def prediction_outcome(asked: Prediction, runs: Mapping[RunName, Measured]) -> PredictionOutcome:
    """What came of it in these runs, as far as they were measured."""
    match asked:
        case PredictCurve():
            return {"kind": "predict-curve", "measure": asked.measure,
                    "values": _curve(asked.measure, runs.get(asked.run)),
                    "given": _curve(asked.measure, runs.get(asked.given or ""))}
        case PredictChoice():
            is_known = all(are_known(choice.when, runs) for choice in asked.choices)
            return {"kind": "predict-choice", "keys": [
                choice.key for choice in asked.choices if hold(choice.when, runs)
            ] if is_known else None}
        case PredictDigits():
            return _digits(asked, runs)
        case PredictField():
            return {"kind": "predict-field", "pixels":
                    asked.description.layers[asked.layer - 1].receptive_field}
        case PredictNumber():
            run = runs.get(asked.run)
            return {"kind": "predict-number", "measure": asked.measure,
                    "value": float(run.figures.of(asked.measure)) if run else None}
        case _:
            assert_never(asked)


def are_known(conditions: Iterable[Condition], runs: Mapping[RunName, Measured]) -> bool:
    """Whether all the runs that they read were measured."""
    return all(run in runs for condition in conditions for run in condition.runs)


def hold(conditions: Iterable[Condition], runs: Mapping[RunName, Measured]) -> bool:
    """Whether all of them hold in the figures of the runs, which must be known."""
    figures = {name: run.figures for name, run in runs.items()}
    return all(condition.holds(figures) for condition in conditions)


def _curve(measure: CurveMeasure, run: Measured | None) -> list[float] | None:
    return [getattr(epoch, measure) for epoch in run.trained.epochs()] if run else None


def _digits(asked: PredictDigits, runs: Mapping[RunName, Measured]) -> DigitsOutcome:
    names = [name for name in (asked.run, asked.than) if name is not None]
    if not all(name in runs for name in names):
        return {"kind": "predict-digits", "digits": [], "right": None}
    digits = read_digits(pointed_at(asked), {name: runs[name] for name in names})
    if not digits:
        return {"kind": "predict-digits", "digits": [], "right": None}

    def is_meant(digit: ReadDigit) -> bool:
        is_right = digit["read"][asked.run] == digit["label"]
        if asked.than is None:
            return not is_right
        return is_right and digit["read"][asked.than] != digit["label"]
    return {"kind": "predict-digits", "digits": digits,
            "right": [digit["index"] for digit in digits if is_meant(digit)]}

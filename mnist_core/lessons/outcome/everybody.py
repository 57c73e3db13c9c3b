"""What a class predicted and wrote in a lesson, all of it together and nobody by name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from statistics import median, quantiles
from typing import Literal, assert_never

from typing_extensions import TypedDict

from mnist_core.lessons.blocks.predictions import (
    PredictChoice,
    PredictCurve,
    PredictDigits,
    PredictField,
    Prediction,
    PredictNumber,
)
from mnist_core.lessons.lesson import PARTS, Lesson
from mnist_core.lessons.place import Answer, Place
from mnist_core.lessons.shown.often_wrong import pointed_at

PartReached = Literal["not-begun", "question", "predict", "train", "compare", "explain",
                      "your-turn", "done"]
"""Where somebody is: in a part, before the first, or after the last."""
PARTS_REACHED: tuple[PartReached, ...] = ("not-begun", *PARTS, "done")


class Curves(TypedDict):
    """A value an epoch, none where nothing was drawn; ``median`` of those that drew there."""

    kind: Literal["predict-curve"]
    num: int
    curves: list[list[float | None]]
    median: list[float | None]


class Choices(TypedDict):
    """How many picked each, by its key."""

    kind: Literal["predict-choice"]
    num: int
    picked: dict[str, int]


class PointedAt(TypedDict):
    """How many pointed at each test digit, in the order in which these are shown."""

    kind: Literal["predict-digits"]
    num: int
    pointed: list[tuple[int, int]]


class Numbers(TypedDict):
    """``values`` from the lowest on; half of them lie from ``lower`` to ``upper``."""

    kind: Literal["predict-number", "predict-field"]
    num: int
    values: list[float]
    median: float | None
    lower: float | None
    upper: float | None


ClassPrediction = Curves | Choices | PointedAt | Numbers


class Explanation(TypedDict):
    """``key`` tells it from others, and nothing of who wrote it."""

    key: str
    text: str


def part_reached(place: Place | None, *, was_finished: bool = False) -> PartReached:
    """Where somebody is in a lesson."""
    if place is None:
        return "not-begun"
    return "done" if place.is_finished or was_finished else place.part


def class_predictions(lesson: Lesson, places: Iterable[Place]) -> list[ClassPrediction]:
    """Of each prediction what all answered; what is not an answer to it is left out."""
    those = list(places)
    return [_together(asked, [place.predictions[str(order)] for place in those
                              if str(order) in place.predictions])
            for order, asked in enumerate(lesson.predictions)]


def explanations(places: Iterable[Place], secret: bytes) -> list[Explanation]:
    """All that was written, in an order that follows from the ``secret`` and the words alone."""
    texts = Counter(text for place in places if (text := place.explanation.strip()))
    found: list[Explanation] = [
        {"key": blake2b(f"{number} {text}".encode(), key=secret, digest_size=8).hexdigest(),
         "text": text} for text, num in texts.items() for number in range(num)]
    return sorted(found, key=lambda one: one["key"])


def _together(asked: Prediction, answers: Sequence[Answer]) -> ClassPrediction:
    match asked:
        case PredictCurve():
            return _curves([answer for answer in answers if isinstance(answer, tuple)])
        case PredictChoice():
            keys = [choice.key for choice in asked.choices]
            picked = Counter(answer for answer in answers if answer in keys)
            return {"kind": "predict-choice", "num": picked.total(),
                    "picked": {key: picked[key] for key in keys}}
        case PredictDigits():
            pointed = [set(answer) for answer in answers if isinstance(answer, tuple)]
            return {"kind": "predict-digits", "num": len(pointed), "pointed": [
                (index, sum(index in answer for answer in pointed))
                for index in pointed_at(asked)]}
        case PredictNumber():
            return _numbers("predict-number", answers)
        case PredictField():
            return _numbers("predict-field", answers)
        case _:
            assert_never(asked)


def _curves(drawn: Sequence[Sequence[float | None]]) -> Curves:
    # from the lowest end on: not as they came
    curves = sorted(([*curve] for curve in drawn if any(value is not None for value in curve)),
                    key=lambda curve: [-1.0 if value is None else value for value in curve[::-1]])
    longest = max(map(len, curves), default=0)
    at_epoch = [[curve[epoch] for curve in curves if epoch < len(curve)]
                for epoch in range(longest)]
    return {"kind": "predict-curve", "num": len(curves), "curves": curves,
            "median": [_median([value for value in values if value is not None])
                       for values in at_epoch]}


def _numbers(kind: Literal["predict-number", "predict-field"], answers: Sequence[Answer]
             ) -> Numbers:
    values = sorted(float(answer) for answer in answers if isinstance(answer, int | float))
    lower, _, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (
        [values[0] if values else None] * 3)
    return {"kind": kind, "num": len(values), "values": values, "median": _median(values),
            "lower": lower, "upper": upper}


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 3) if values else None


def counted(places: Iterable[PartReached]) -> Mapping[PartReached, int]:
    """How many are in which part, in the order of the parts."""
    found = Counter(places)
    return {part: found[part] for part in PARTS_REACHED}

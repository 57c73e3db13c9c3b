"""What somebody predicted and wrote in a lesson, beside what came, to be kept and printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.lessons.blocks.predictions import (
    CurveMeasure,
    PredictChoice,
    PredictCurve,
    PredictDigits,
    Prediction,
)
from mnist_core.lessons.far_off import curve_words, off_words, said_words, value_words
from mnist_core.lessons.figures import Measure
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.measure_words import Words
from mnist_core.lessons.outcome.outcome import Outcome
from mnist_core.lessons.outcome.prediction_outcome import (
    ChoiceOutcome,
    DigitsOutcome,
    PredictionOutcome,
)
from mnist_core.lessons.place import Answer, Place
from mnist_core.lessons.player_words import words_of


@dataclass(frozen=True, slots=True)
class SketchedCurve:
    """A curve as it was sketched, none where nothing was drawn, and as it was measured."""

    measure: CurveMeasure
    sketched: tuple[float | None, ...]
    name: str
    measured: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PredictionRecord:
    """``told`` is what was predicted and how far off it was, a sentence each."""

    question: str
    told: tuple[str, ...]
    curve: SketchedCurve | None = None


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """``explanation`` may be empty."""

    title: str
    language: str
    predictions: tuple[PredictionRecord, ...]
    explanation: str


def lesson_record(lesson: Lesson, place: Place, told: Outcome) -> LessonRecord:
    """``told`` is what came of the lesson in the runs of the place."""
    words = words_of(lesson.language)
    predictions = tuple(
        _prediction(asked, answer, came, lesson, words) for order, (asked, came) in enumerate(
            zip(lesson.predictions, told["predictions"], strict=True))
        if (answer := place.predictions.get(str(order))) is not None)
    return LessonRecord(lesson.head.title, lesson.language, predictions, place.explanation)


def _prediction(asked: Prediction, answer: Answer, came: PredictionOutcome, lesson: Lesson,
                words: Words) -> PredictionRecord:
    # a place is written by whoever it is of, and the lesson may have been another then
    if came["kind"] == "predict-curve" and isinstance(asked, PredictCurve) and isinstance(
            answer, tuple):
        values = tuple(came["values"] or ())
        name = next(run.label for run in lesson.train.run if run.name == asked.run)
        return PredictionRecord(
            asked.question, (curve_words(asked.measure, answer, values, words),),
            SketchedCurve(asked.measure, answer, words["compare.came"].format(name=name), values))
    if came["kind"] == "predict-choice" and isinstance(asked, PredictChoice):
        return PredictionRecord(asked.question, _choice(asked, str(answer), came, words))
    if came["kind"] == "predict-digits" and isinstance(asked, PredictDigits) and isinstance(
            answer, tuple):
        return PredictionRecord(asked.question, _digits(answer, came, words))
    if isinstance(answer, float) and came["kind"] == "predict-field":
        return PredictionRecord(asked.question, (
            _number("receptive_field", answer, came["pixels"], words),))
    if isinstance(answer, float) and came["kind"] == "predict-number":
        return PredictionRecord(asked.question, (
            _number(came["measure"], answer, came["value"], words),))
    return PredictionRecord(asked.question, ())


def _choice(asked: PredictChoice, answer: str, came: ChoiceOutcome, words: Words
            ) -> tuple[str, ...]:
    texts = {choice.key: choice.text for choice in asked.choices}
    said, keys = words["compare.said"].format(answer=texts.get(answer, answer)), came["keys"]
    if keys is None:
        return said, words["compare.not-known"]
    if not keys:
        return said, words["compare.none-holds"]
    if answer in keys:
        return said, words["compare.same"]
    return said, words["compare.else"].format(answer=" · ".join(texts[key] for key in keys))


def _digits(guess: Sequence[float | None], came: DigitsOutcome, words: Words) -> tuple[str, ...]:
    right = came["right"]
    if right is None:
        return (words["compare.not-measured"],)
    num = sum(index in right for index in guess)
    told = _counted("compare.digits", len(guess), words).format(num=len(guess), right=num)
    if others := len(right) - num:
        more = _counted("compare.digits-others", others, words).format(num=others)
        return told, more
    return (told,)


def _number(measure: Measure, answer: float, value: float | None, words: Words) -> str:
    yours = said_words(measure, answer, words)
    if value is None:
        return words["compare.not-measured"]
    off = off_words(measure, answer - value, words)
    if off == words["compare.just-so"]:
        return words["compare.number-same"].format(yours=yours)
    return words["compare.number"].format(
        yours=yours, came=value_words(measure, value, words), off=off)


def _counted(name: str, num: int, words: Words) -> str:
    return words[f"{name}.{'one' if num == 1 else 'other'}"]

"""The runs of each lesson as they were trained once, for where nobody can train them.

A lesson has two files below ``reference/lessons/``: ``filter.json``, the ``TryRecord`` of each of
its runs by name, and ``filter.npz``, their thinned curves and the test digits that each read wrong
after its last epoch. They hold no weights.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from mnist_core.base.curve_thinning import kept_points
from mnist_core.base.source import REFERENCE
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import reference_runs
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.trained import History, Moment, Predictions
from mnist_core.training.epoch_record import EpochRecord

FOLDER = "lessons"
MAX_POINTS = 200
_ARRAYS = ("at", "correct", "wrong", "read", "losses")


@dataclass(frozen=True, slots=True, kw_only=True)
class TryRecord:
    """The figures of one run. ``seconds`` is the time that its epochs took, ``source`` says which
    digits it was trained and tested on."""

    recipe: Recipe
    parameters: int
    num_batches: int
    seconds: float
    source: str
    epochs: tuple[EpochRecord, ...]


_RECORDS = TypeAdapter(dict[RunName, TryRecord])


@dataclass(frozen=True, kw_only=True)
class LessonTry:
    """See ``trained.History`` and ``TryRecord``; ``key`` is ``filter/eight``."""

    key: str
    recipe: Recipe
    parameters: int
    num_batches: int
    seconds: float
    source: str
    measured: tuple[EpochRecord, ...]
    arrays: Mapping[str, NDArray[np.generic]]

    def epochs(self) -> tuple[EpochRecord, ...]:
        return self.measured

    def curve(self) -> BatchCurve:
        """Of losses and rates nothing is kept: a lesson draws how many digits were right."""
        at = self.arrays["at"].astype(np.int64)
        nothing = np.full(len(at), np.nan, np.float32)
        return BatchCurve(at, nothing, self.arrays["correct"].astype(np.float32), nothing)

    def predictions(self, moment: Moment = "best") -> Predictions | None:
        """Those after the last epoch, with the losses of the digits that were read wrong."""
        if moment != "last" or not (runs := reference_runs()):
            return None
        labels = runs[0].predictions().labels
        predicted, losses = labels.copy(), np.zeros(len(labels), np.float32)
        wrong = self.arrays["wrong"].astype(np.int64)
        predicted[wrong], losses[wrong] = self.arrays["read"], self.arrays["losses"]
        return Predictions(predicted, np.full(len(labels), np.nan, np.float32), losses, labels)


def lesson_tries(lesson: Lesson, root: Path = REFERENCE) -> Mapping[RunName, LessonTry]:
    """Its runs by name; none where they were not recorded, or with other settings than now.

    Raises:
        ValueError: the files cannot be read.
    """
    place = _place(lesson, root)
    if lesson.is_own or not place.exists():
        return {}
    try:
        records = _RECORDS.validate_json(place.read_bytes())
        with np.load(place.with_suffix(".npz"), allow_pickle=False) as file:
            arrays = dict(file)
    except (OSError, ValidationError) as error:
        raise ValueError(f"What was recorded of the lesson {lesson.key} is damaged; fetch it "
                         f"again. ({type(error).__name__})") from None
    if {name: record.recipe for name, record in records.items()} != {
            run.name: lesson.train.recipe_of(run) for run in lesson.train.run}:
        return {}
    return {name: LessonTry(
        key=f"{lesson.key}/{name}", recipe=record.recipe, parameters=record.parameters,
        num_batches=record.num_batches, seconds=record.seconds, source=record.source,
        measured=record.epochs, arrays={array: arrays[f"{name}.{array}"] for array in _ARRAYS})
        for name, record in records.items()}


def recorded_runs(lesson: Lesson, root: Path = REFERENCE) -> Mapping[RunName, History]:
    """Its runs for whoever cannot train them, by name; none where something was never recorded.

    They are the reference runs that it names, of the published length, where there is one for each
    of its runs, else its own tries.
    """
    references = {run.key: run for run in reference_runs()}
    named = {run.name: references[run.replay] for run in lesson.train.run
             if run.replay in references}
    return named if len(named) == len(lesson.train.run) else lesson_tries(lesson, root)


def write_tries(lesson: Lesson, runs: Mapping[RunName, OwnRun], root: Path = REFERENCE) -> None:
    """Write its finished runs down, instead of what was recorded of it before."""
    place = _place(lesson, root)
    place.parent.mkdir(parents=True, exist_ok=True)
    records, arrays = {}, dict[str, NDArray[np.generic]]()
    for name, run in runs.items():
        predictions, curve = run.predictions("last"), run.curve()
        assert run.run.state == "finished" and predictions is not None and run.source
        records[name] = TryRecord(
            recipe=run.recipe, parameters=run.parameters, num_batches=run.num_batches,
            seconds=round(run.seconds, 1), source=run.source, epochs=run.epochs())
        kept = kept_points(curve.correct, MAX_POINTS)
        wrong = np.flatnonzero(~predictions.correct)
        arrays |= {
            f"{name}.at": curve.at[kept].astype(np.int32),
            f"{name}.correct": curve.correct[kept].astype(np.float16),
            f"{name}.wrong": wrong.astype(np.uint16),
            f"{name}.read": predictions.predicted[wrong].astype(np.uint8),
            f"{name}.losses": predictions.losses[wrong].astype(np.float16)}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    place.with_suffix(".npz").write_bytes(buffer.getvalue())
    place.write_bytes(_RECORDS.dump_json(records, indent=1))


def _place(lesson: Lesson, root: Path) -> Path:
    return root / FOLDER / f"{lesson.key}.json"

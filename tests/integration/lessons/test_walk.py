"""Every lesson, walked from its prediction to its task, on runs that are really trained."""

from collections.abc import Iterator

import pytest

from mnist_core.data.mnist import Dataset
from mnist_core.lessons.blocks.predictions import (
    PredictChoice,
    PredictCurve,
    PredictDigits,
    PredictField,
    Prediction,
    PredictNumber,
)
from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.outcome.measured import figures_of
from mnist_core.lessons.outcome.outcome import Outcome, outcome
from mnist_core.lessons.outcome.task_check import task_check
from mnist_core.lessons.place import Answer, Place
from mnist_core.lessons.shown.often_wrong import pointed_at
from mnist_core.library.library import Library
from mnist_core.reference.lesson_tries import lesson_tries
from mnist_core.runs.own_runs.own_run import OwnRun
from tests.integration.runs_lab import Lab, open_lab
from tests.lesson_walk import (
    MORE_SEEDS,
    LessonRuns,
    about_first_digits,
    lesson_runs,
    missing_claims,
    recorded_seeds,
    unsteady_claims,
)
from tests.made_task_runs import failing, record, solving

LESSONS = {f"{lesson.language}/{lesson.key}": lesson
           for lesson in read_catalogue().lessons.values()}
RECORDED = {name: lesson for name, lesson in LESSONS.items()
            if all(run.replay for run in lesson.train.run)}
REPLAYED = {name: lesson for name, lesson in LESSONS.items() if recorded_seeds(lesson)}
TRIED = {name: lesson for name, lesson in LESSONS.items() if name not in RECORDED}
SHORTER = {"epochs": 1, "num_train": 64}
NUM_TEST = 100
every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[LessonRuns]:
    with lesson_runs(tmp_path_factory.mktemp("walk") / "few", dataset, NUM_TEST) as runs:
        yield runs


@pytest.fixture(scope="module")
def all_digits(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset
               ) -> Iterator[LessonRuns]:
    with lesson_runs(tmp_path_factory.mktemp("walk") / "all", dataset) as runs:
        yield runs


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield open_lab(tmp_path_factory.mktemp("tasks"), monkeypatch)


@every_lesson
def test_a_lesson_is_walked_from_prediction_to_claims(
        lesson: Lesson, few: LessonRuns) -> None:
    lesson = about_first_digits(lesson, NUM_TEST)
    place = Place(part="predict", predictions={
        str(order): _answer(asked, lesson) for order, asked in enumerate(lesson.predictions)})
    assert Place.model_validate_json(place.model_dump_json()) == place

    runs = few.of(lesson, **SHORTER)
    came = outcome(lesson, runs)

    assert came["epoch"] == 1
    assert [run["name"] for run in came["runs"]] == [run.name for run in lesson.train.run]
    for asked, found in zip(lesson.predictions, came["predictions"], strict=True):
        assert found["kind"] == asked.name
    _assert_answered(lesson, came, runs)
    _assert_claims(lesson, came, runs)


@every_lesson
def test_a_task_is_told_as_solved_and_as_not_solved(lesson: Lesson, lab: Lab) -> None:
    task = lesson.task
    solved = task_check(task, record(lab.store, solving(task), task.step))
    assert solved["is_solved"], solved
    made, place = failing(task)
    missed = task_check(task, record(lab.store, made, task.step))
    assert not missed["is_solved"]
    assert [order for order, one in enumerate(missed["conditions"])
            if not one["holds"]] == [place]


@pytest.mark.parametrize("lesson", RECORDED.values(), ids=RECORDED)
def test_what_is_replayed_answers_and_says_something(lesson: Lesson, lab: Lab) -> None:
    library = Library(lab.store)
    came = outcome(lesson, {run.name: library.find(run.replay) for run in lesson.train.run})
    assert came["claims"]
    for found in came["predictions"]:
        if found["kind"] == "predict-choice":
            assert found["keys"] is not None and len(found["keys"]) == 1


@pytest.mark.parametrize("lesson", REPLAYED.values(), ids=REPLAYED)
def test_claims_about_recorded_runs_hold_for_every_seed_that_was_recorded(lesson: Lesson) -> None:
    assert not unsteady_claims(lesson, recorded_seeds(lesson))


@pytest.mark.parametrize("lesson", TRIED.values(), ids=TRIED)
def test_what_was_recorded_of_a_lesson_shows_all_that_is_no_chance(lesson: Lesson) -> None:
    tries = lesson_tries(lesson)
    assert [*tries] == [run.name for run in lesson.train.run]
    came = outcome(lesson, tries)
    assert came["claims"]
    if lesson.head.step is None:
        assert not missing_claims(lesson, [tries])
    if len(tries) > 1:
        assert {*came["only_right"]} == {*tries}


@pytest.mark.slow
@every_lesson
def test_claims_hold_for_other_seeds_unless_they_are_called_chance(
        lesson: Lesson, all_digits: LessonRuns) -> None:
    by_seed = [all_digits.of(lesson, later_seed) for later_seed in range(MORE_SEEDS + 1)]
    assert not unsteady_claims(lesson, by_seed)
    # lessons of steps also have claims about the published length alone, which is replayed
    assert lesson.head.step is not None or not missing_claims(lesson, by_seed)
    for runs in by_seed:
        came = outcome(lesson, runs)
        assert came["claims"]
        _assert_answered(about_first_digits(lesson, len(all_digits.data.test)), came, runs)


def _answer(asked: Prediction, lesson: Lesson) -> Answer:
    match asked:
        case PredictCurve():
            return (None, *(asked.low or 0.0 for _ in range(lesson.train.epochs - 1)))
        case PredictChoice():
            return asked.choices[-1].key
        case PredictDigits():
            return tuple(float(index) for index in pointed_at(asked)[:2])
        case PredictField():
            return 9.0
        case PredictNumber():
            return asked.low


def _assert_answered(lesson: Lesson, came: Outcome, runs: dict[RunName, OwnRun]) -> None:
    """Each prediction has something to be held against."""
    for asked, found in zip(lesson.predictions, came["predictions"], strict=True):
        if found["kind"] == "predict-curve":
            assert isinstance(asked, PredictCurve)
            assert found["values"] == [getattr(epoch, asked.measure)
                                       for epoch in runs[asked.run].epochs()]
        elif found["kind"] == "predict-choice":
            assert found["keys"] is not None and len(found["keys"]) == 1, (asked, found)
        elif found["kind"] == "predict-digits":
            assert isinstance(asked, PredictDigits) and found["right"] is not None
            read = {digit["index"]: digit for digit in found["digits"]}
            assert {*read} == {*pointed_at(asked)}
            for index, digit in read.items():
                is_right = digit["read"][asked.run] == digit["label"]
                is_meant = (not is_right if asked.than is None else
                            is_right and digit["read"][asked.than] != digit["label"])
                assert is_meant == (index in found["right"])
        elif found["kind"] == "predict-field":
            assert found["pixels"] >= 1
        else:
            assert isinstance(asked, PredictNumber)
            assert found["value"] == figures_of(runs[asked.run]).of(asked.measure)


def _assert_claims(lesson: Lesson, came: Outcome, runs: dict[RunName, OwnRun]) -> None:
    """Shown are those whose conditions hold in what was recorded, and no others."""
    figures = {name: figures_of(run) for name, run in runs.items()}
    holding = [order for order, claim in enumerate(lesson.claims)
               if all(condition.holds(figures) for condition in claim.when)]
    assert [claim["order"] for claim in came["claims"]] == holding

"""What came of a lesson is read from any trained networks; here from made ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from mnist_core.lessons.blocks.words import Task
from mnist_core.lessons.condition_words import condition_words
from mnist_core.lessons.figures import YOURS, Condition, Measure
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.lesson_file import read_lesson
from mnist_core.lessons.outcome.measured import figures_of
from mnist_core.lessons.outcome.outcome import outcome
from mnist_core.lessons.outcome.race import racing_run
from mnist_core.lessons.outcome.task_check import task_check
from mnist_core.lessons.player_words import languages_with_words, words_of
from mnist_core.lessons.shown.often_wrong import OFTEN_WRONG
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import reference_runs
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.trained import Moment, Predictions
from mnist_core.training.epoch_record import EpochRecord

DROPOUT = (Path(__file__).parent / "example.md").read_text("utf-8")
LABELS = np.arange(10_000) % 10
MORE = '''
```predict-digits
question = "Which will it read wrong?"
run = "with"
indices = [3, 5, 7, 9]
```

```predict-digits
question = "Which will be mended?"
run = "with"
than = "without"
indices = [3, 5, 7, 9]
```

```predict-field
question = "How far does it see?"
step = "strategy-4"
layer = 1
```

```predict-number
question = "How many will it read wrong?"
run = "with"
measure = "num_wrong"
low = 0
high = 500
```

# train
'''


@dataclass(frozen=True)
class Made:
    """A trained network by what it read wrong, after its last epoch and its best."""

    accuracies: Sequence[tuple[float, float]]
    """Train and test accuracy, an epoch each."""
    wrong: Sequence[int] = ()
    wrong_at_best: Sequence[int] = ()
    key: str = "1"
    recipe: Recipe = field(default_factory=lambda: Recipe(
        layers="conv3x3(8) relu maxpool2 gap conv1x1(10) flatten", epochs=2))
    parameters: int = 170
    num_batches: int = 4
    source: str | None = None
    title: str = "Run 1"
    seconds: float = 2.0

    def epochs(self) -> tuple[EpochRecord, ...]:
        return tuple(EpochRecord(epoch=number, train_loss=0.3, train_accuracy=train, test_loss=0.2,
                                 test_accuracy=test, seconds=1.0)
                     for number, (train, test) in enumerate(self.accuracies, 1))

    def curve(self) -> BatchCurve:
        num = 4 * len(self.accuracies)
        ones = np.ones(num, np.float32)
        return BatchCurve(np.arange(num), ones, 50 * ones, ones)

    def predictions(self, moment: Moment = "best") -> Predictions:
        read = LABELS.copy()
        wrong = list(self.wrong if moment == "last" else self.wrong_at_best)
        read[wrong] = (read[wrong] + 1) % 10
        losses = np.where(read == LABELS, 0.1, 2.0).astype(np.float32)
        return Predictions(read, np.ones(10_000, np.float32), losses, LABELS)


def made(*args: Any, **values: Any) -> Any:
    return Made(*args, **values)


def dropout(text: str = DROPOUT) -> Lesson:
    return read_lesson(text.encode(), "dropout", "en", "fitting")


def test_predictions_claims_and_digits_are_read_from_the_runs() -> None:
    lesson = dropout(DROPOUT.replace("# train\n", MORE, 1))
    told = outcome(lesson, {
        "without": made([(95.0, 96.0), (98.0, 97.0)], wrong=[3, 5, 11]),
        "with": made([(93.0, 96.5), (96.0, 97.5)], wrong=[5, 7], key="2")})
    curve, choice, wrong, mended, sees, number = told["predictions"]
    assert curve == {"kind": "predict-curve", "measure": "train_accuracy", "values": [93.0, 96.0],
                     "given": [95.0, 98.0]}
    assert choice == {"kind": "predict-choice", "keys": ["with"]}
    assert wrong["kind"] == mended["kind"] == "predict-digits"
    assert wrong["right"] == [5, 7] and mended["right"] == [3]
    assert mended["digits"][0] == {"index": 3, "label": 3, "read": {"with": 3, "without": 4}}
    assert sees == {"kind": "predict-field", "pixels": 3}
    assert number == {"kind": "predict-number", "measure": "num_wrong", "value": 2.0}
    assert [claim["order"] for claim in told["claims"]] == [0]
    assert told["only_right"]["with"]["num"] == 2
    assert [digit["index"] for digit in told["only_right"]["with"]["digits"]] == [3, 11]
    assert [digit["index"] for digit in told["only_right"]["without"]["digits"]] == [7]


def test_a_claim_is_silent_where_its_condition_does_not_hold() -> None:
    told = outcome(dropout(), {"without": made([(95.0, 96.0)]), "with": made([(94.9, 96.0)])})
    assert told["claims"] == []
    assert told["predictions"][1] == {"kind": "predict-choice", "keys": ["neither"]}


def test_runs_are_compared_after_the_last_epoch_that_all_have() -> None:
    told = outcome(dropout(), {
        "without": made([(95.0, 96.0)], wrong=[1, 2]),
        "with": made([(94.0, 96.5), (99.0, 98.0)], wrong=[7], wrong_at_best=[7])})
    assert told["epoch"] == 1
    assert told["predictions"][1] == {"kind": "predict-choice", "keys": ["with"]}
    # the answers of the longer one after its first epoch were not kept
    assert told["only_right"] == {}
    assert [run["num_wrong"] for run in told["runs"]] == [2, 350]


def test_what_is_not_there_yet_is_not_known() -> None:
    for runs in ({}, {"with": made([])}, {"with": made([(94.0, 96.0)]), "without": made([])}):
        told = outcome(dropout(), runs)
        assert told["predictions"][1] == {"kind": "predict-choice", "keys": None}
        assert told["claims"] == [] and told["only_right"] == {}


def test_a_course_has_means_over_stretches_and_begins_before_the_first_epoch_ends() -> None:
    told = outcome(dropout(), {"with": made([(94.0, 96.0)])})
    run, = told["runs"]
    assert run["at"] == [0.25, 0.5, 0.75, 1.0] and run["accuracy"] == [50.0] * 4
    assert run["epochs"][0]["test_accuracy"] == 96.0 and run["num_epochs"] == 2
    recorded = next(run for run in reference_runs() if run.key == "strategy-4@1")
    course = racing_run("with", recorded)
    assert course["at"] == sorted(course["at"]) and course["at"][-1] == recorded.recipe.epochs
    assert 90 < course["accuracy"][-1] <= 100 and len(course["at"]) > 50


def test_a_task_is_checked_condition_by_condition_in_words() -> None:
    task = dropout().task
    told = task_check(task, made([(97.0, 98.0), (98.5, 99.12)]))
    assert told["is_finished"] and told["is_solved"] and told["label"] == "Run 1"
    assert [(one["holds"], one["words"]) for one in told["conditions"]] == [
        (True, "99.12 % on the test digits in its best epoch, at least 98.5 %"),
        (True, "170 parameters, fewer than 20,000"),
        (True, "2 epochs, at most 3")]
    told = task_check(task, made([(97.0, 98.0), (98.5, 98.3)], parameters=20_000))
    assert told["is_finished"] and not told["is_solved"]
    assert [one["holds"] for one in told["conditions"]] == [False, False, True]
    early = task_check(task, made([(98.5, 99.12)]))
    assert not early["is_finished"] and not early["is_solved"]
    assert early["conditions"][2]["words"] == "1 epoch, at most 3"
    assert task_check(task, made([]))["conditions"] == []


def test_each_measure_and_each_side_has_its_words() -> None:
    figures = {YOURS: figures_of(made([(97.0, 98.0)]))}
    for language in languages_with_words():
        words = words_of(language)
        for measure in get_args(Measure):
            for side in ("above", "at_least", "below", "at_most", "near", "apart_from"):
                condition = Condition.model_validate({"measure": measure, side: 1.5, "by": 0.5})
                said = condition_words(condition, figures, words)
                assert "{" not in said and len(said) > 10, said


def test_figures_are_those_of_a_reference_run() -> None:
    run = next(run for run in reference_runs() if run.key == "strategy-4@1")
    figures = figures_of(run)
    assert figures.of("best_test_accuracy") == run.best_test_accuracy
    assert figures.of("num_wrong") == pytest.approx(
        (100 - figures.of("test_accuracy")) * 100, abs=0.01)
    assert figures.of("receptive_field") == 22
    assert figures.of("parameters") == run.parameters
    assert figures.of("num_train") == 60_000


def test_digits_that_are_often_read_wrong_are_so_in_the_reference_runs() -> None:
    """At least a fifth of them misread each, and at least a fifth read it right."""
    wrong = np.mean([~run.predictions("last").correct for run in reference_runs()], axis=0)
    assert len(set(OFTEN_WRONG)) == 12
    assert all(0.2 <= wrong[index] <= 0.8 for index in OFTEN_WRONG), wrong[list(OFTEN_WRONG)]


@pytest.mark.parametrize(("counts", "when"), [
    ("best", [("best_test_accuracy", "at_least", 98), ("parameters", "below", 5000)]),
    ("last", [("test_accuracy", "at_least", 98), ("epochs", "at_most", 3)]),
    (None, [("test_accuracy", "at_least", 98), ("epochs", "at_most", 1)]),
    (None, [("best_test_accuracy", "at_least", 98), ("gap", "below", 1)]),
    (None, [("first_test_accuracy", "at_least", 98)])])
def test_a_task_says_which_epoch_counts(counts: str | None,
                                        when: list[tuple[Measure, str, float]]) -> None:
    task = Task(text="Try.", when=tuple(
        Condition.model_validate({"measure": measure, side: value})
        for measure, side, value in when))
    assert task.counts == counts

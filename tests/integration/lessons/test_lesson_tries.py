"""The runs of a lesson are recorded once, and read back as they were."""

from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.mnist import Dataset
from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.outcome.outcome import outcome
from mnist_core.reference.lesson_tries import lesson_tries, write_tries
from mnist_core.reference.reproduce import unrecorded
from tests.lesson_walk import lesson_runs, with_shorter_runs


@pytest.fixture
def lesson() -> Lesson:
    return with_shorter_runs(read_catalogue().find("filter"), epochs=2, num_train=200)


def test_what_is_written_down_says_the_same_as_the_runs(
        lesson: Lesson, dataset: Dataset, tmp_path: Path) -> None:
    if dataset.source.is_sample:
        pytest.skip("needs the full set: set MNIST_DATA_DIR")
    root = tmp_path / "reference"
    with lesson_runs(tmp_path / "lab", dataset) as trained:
        runs = trained.of(lesson)
        assert unrecorded([lesson], root) == (lesson,)
        write_tries(lesson, runs, root)
        assert unrecorded([lesson], root) == ()
        tries = lesson_tries(lesson, root)
        live, read = outcome(lesson, runs), outcome(lesson, tries)
        for run in (*live["runs"], *read["runs"]):
            run["key"] = ""
            run["accuracy"] = [round(value) for value in run["accuracy"]]
        assert read["runs"] == live["runs"]
        assert read["predictions"] == live["predictions"] and read["claims"] == live["claims"]
        for name, found in read["only_right"].items():
            assert found["num"] == live["only_right"][name]["num"]
        predictions, own = tries["eight"].predictions("last"), runs["eight"].predictions("last")
        assert predictions and own and np.array_equal(predictions.predicted, own.predicted)
    assert tries["eight"].predictions("best") is None


def test_what_was_recorded_with_other_settings_is_none_of_the_lesson(
        lesson: Lesson, tmp_path: Path) -> None:
    whole = read_catalogue().find("filter")
    assert lesson_tries(whole) and not lesson_tries(lesson)
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "filter.json").write_text("{")
    with pytest.raises(ValueError, match="lesson filter is damaged; fetch it again"):
        lesson_tries(whole, tmp_path)

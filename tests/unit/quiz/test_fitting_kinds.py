"""Questions about overfitting against the records of the reference runs, read anew as JSON."""

import json
import re
from typing import Any

from tests.unit.quiz.asked import asked, right_number, right_text, rows, run_called


def epochs_of(name: str) -> list[dict[str, Any]]:
    record = json.loads((run_called(name).folder / "record.json").read_text("utf-8"))
    epochs: list[dict[str, Any]] = record["epochs"]
    return epochs


def name_in(caption: str) -> str:
    return re.split(r": | at its last|\.$", caption)[0]


def test_the_gap_is_train_less_test_of_the_last_epoch() -> None:
    for question in asked("gap"):
        last = epochs_of(name_in(question.picture.caption))[-1]
        assert right_number(question) == round(last["train_accuracy"] - last["test_accuracy"], 2)


def test_the_largest_gap_of_four() -> None:
    for question in asked("largest-gap"):
        names = [re.findall(r"\((.*)\)", row[0])[0] for row in rows(question)]
        lasts = [epochs_of(name)[-1] for name in names]
        gaps = [last["train_accuracy"] - last["test_accuracy"] for last in lasts]
        largest = max(range(4), key=gaps.__getitem__)
        assert right_text(question) == f"Network {'ABCD'[largest]}"
        assert sorted(gaps)[-1] - sorted(gaps)[-2] >= 0.1


def test_a_run_should_have_ended_where_its_test_loss_was_lowest() -> None:
    for question in asked("best-epoch"):
        losses = [epoch["test_loss"] for epoch in epochs_of(name_in(question.picture.caption))]
        right = int(right_number(question))
        assert all(losses[right - 1] < loss for place, loss in enumerate(losses, 1)
                   if place != right)
        # no wrong answer is nearly as good
        assert all(losses[int(choice.text.split()[0]) - 1] >= 1.03 * losses[right - 1]
                   for choice in question.choices if choice.mistake)


def test_new_digits_are_read_as_the_test_digits_were() -> None:
    checked = 0
    for question in asked("new-digits"):
        run = run_called(name_in(question.picture.caption))
        record = json.loads((run.folder / "record.json").read_text("utf-8"))
        predictions = run.predictions("best")
        assert predictions is not None
        if record["best_epoch"] != len(record["epochs"]):
            continue
        # digit by digit, where answers of the last epoch were kept
        checked += 1
        assert abs(right_number(question) - (~predictions.correct).mean() * 1000) <= 0.5 + 1e-9
    assert checked

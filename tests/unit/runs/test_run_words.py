"""What is written down of a run's recipe for lists."""

import pytest

from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.records.run_words import against_step


@pytest.mark.parametrize(("overrides", "word"), [
    ({}, "same"),
    ({"seed": 7, "device": "cpu", "num_train": 60_000}, "same"),
    ({"epochs": 14}, "shorter"),
    ({"num_train": 59_000, "dropout": 0.05}, "shorter"),
    ({"epochs": 20}, "changed"),
    ({"dropout": 0.05}, "changed"),
    ({"held_out": 5_000}, "changed"),
])
def test_a_run_is_the_steps_own_or_shorter_or_changed(overrides: dict[str, object],
                                                      word: str) -> None:
    assert against_step("strategy-4", apply(find_step("strategy-4").recipe, overrides)) == word


def test_a_run_of_no_step_is_never_a_steps_own() -> None:
    assert against_step(None, find_step("strategy-4").recipe) == "changed"

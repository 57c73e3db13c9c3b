"""What is written down of a run's recipe for lists."""

import pytest

from mnist_core.ladders import find_step
from mnist_core.network.changes import has_other_layers
from mnist_core.recipe.overrides import apply
from mnist_core.runs.records.run_words import against_step, has_own_network


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


@pytest.mark.parametrize(("overrides", "is_own"), [
    ({"dropout": 0.05, "lr": 0.01, "seed": 3}, False),
    ({"dropout": 0}, False),
    ({"layers": "conv3x3(8) relu conv3x3(10) gap flatten"}, True),
    ({"layers": "conv3x3(8) relu conv3x3(10) gap flatten", "epochs": 1}, True),
])
def test_other_layers_are_a_network_of_its_own_and_other_dropout_is_not(
        overrides: dict[str, object], is_own: bool) -> None:
    step = find_step("strategy-4")
    assert has_own_network(step.id, apply(step.recipe, overrides)) is is_own
    assert has_own_network(None, apply(step.recipe, overrides)) is False


def test_dropout_where_a_step_has_none_makes_no_other_network() -> None:
    layers = "conv3x3(8) relu conv3x3(10) gap flatten"
    with_dropout = apply(find_step("strategy-4").recipe, {
        "layers": layers.replace("relu", "relu drop(0.1)")})
    without = apply(find_step("strategy-4").recipe, {"layers": layers})
    assert not has_other_layers(without.network, with_dropout.network)
    assert without.network != with_dropout.network

"""What is proposed after a run follows from its figures, and can be trained."""

from collections.abc import Sequence

import pytest

from mnist_core.findings.next_try import worth_trying
from mnist_core.findings.report import goal_of
from mnist_core.ladders import STEPS, Step, find_step, step_after, step_before
from mnist_core.recipe.diff import diff_text
from mnist_core.recipe.overrides import apply
from mnist_core.training.epoch_record import EpochRecord

NUM_BATCHES = 469
# one-cycle, dropout, rotation: nothing of it calls for a change
CALM = apply(find_step("strategy-4").recipe, {"schedule": "one-cycle", "epochs": 15})


def epochs_of(*accuracies: tuple[float, float], loss: float = 0.1) -> list[EpochRecord]:
    """By running train and test accuracy."""
    return [EpochRecord(epoch=number, train_loss=loss, train_accuracy=train, test_loss=0.1,
                        test_accuracy=test, held_out_loss=None, held_out_accuracy=None, seconds=1)
            for number, (train, test) in enumerate(accuracies, start=1)]


STEADY = epochs_of(*[(99.3, 99.35)] * 15)


def proposed(settings: dict[str, object], epochs: Sequence[EpochRecord] = STEADY) -> str:
    recipe = apply(CALM, settings)
    return diff_text(recipe, worth_trying(recipe, epochs, NUM_BATCHES, goal_of(None)).recipe)


def test_a_rate_that_does_not_fall_is_let_fall() -> None:
    assert proposed({"schedule": "constant"}) == "schedule: one-cycle"
    tried = worth_trying(apply(CALM, {"schedule": "constant", "lr": 0.01}), STEADY, NUM_BATCHES,
                         goal_of(None))
    assert tried.text == ("The learning rate ends at 0.01, 100 % of its highest: let it fall to "
                          "nearly nothing.")


@pytest.mark.parametrize(("settings", "loss", "expected"), [
    ({"lr": 5.0}, 2.3, "peak lr 5 → 0.5"),
    ({"lr": 5.0, "epochs": 2}, 2.9, "peak lr 5 → 0.5"),
    ({"lr": 0.1, "epochs": 2}, 2.3, "epochs 2 → 15"),
    ({"lr": 1e-4}, 2.3, "peak lr 0.0001 → 0.001"),
])
def test_a_network_that_learned_nothing_gets_time_then_another_rate(
        settings: dict[str, object], loss: float, expected: str) -> None:
    assert proposed(settings, epochs_of((10, 9.8), (10, 9.8), loss=loss)) == expected


def test_a_target_that_is_held_calls_for_another_seed() -> None:
    held = epochs_of(*[(98.0, 99.45)] * 5)
    assert proposed({"schedule": "constant"}, held) == "seed 1 → 2"


@pytest.mark.parametrize(("settings", "train", "test", "expected"), [
    ({"dropout": 0.1}, 98.9, 99.3, "dropout 0.1 → 0.05"),
    ({"dropout": 0}, 98.9, 99.3, "seed 1 → 2"),
    ({"rotation": None, "perspective": None}, 99.9, 99.2, "+ rotation ±7°"),
    ({"dropout": 0}, 99.9, 99.2, "+ dropout 0.05 ×5"),
    ({"epochs": 8}, 99.3, 99.35, "epochs 8 → 15"),
    ({"epochs": 2, "dropout": 0.1}, 98.9, 99.3, "epochs 2 → 15"),
    ({"num_train": 6000, "dropout": 0.1}, 98.9, 99.3, "training digits 6,000 → all"),
    ({}, 99.3, 99.35, "seed 1 → 2"),
])
def test_the_last_epoch_decides(settings: dict[str, object], train: float, test: float,
                                expected: str) -> None:
    assert proposed(settings, epochs_of(*[(train, test)] * 5)) == expected


def test_a_run_that_was_cut_short_says_by_what() -> None:
    recipe = apply(CALM, {"epochs": 2, "num_train": 6000, "dropout": 0.1})
    tried = worth_trying(recipe, epochs_of((97.0, 97.8), (98.0, 98.6)), NUM_BATCHES, goal_of(None))
    assert tried.text == ("It was trained with 6,000 of 60,000 digits and 2 epochs of the 15 "
                          "allowed: train it in full before you change anything else.")


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.id)
def test_every_step_leads_somewhere(step: Step) -> None:
    for train, test in ((98.9, 99.3), (99.9, 99.2), (9.8, 9.8)):
        tried = worth_trying(step.recipe, epochs_of((train, test)), NUM_BATCHES, goal_of(None))
        assert diff_text(step.recipe, tried.recipe)


def test_the_step_after_is_the_inverse_of_the_step_before() -> None:
    for step in STEPS.values():
        following = step_after(step)
        if following:
            assert step_before(following) is step
    assert sum(step_after(step) is None for step in STEPS.values()) == 5

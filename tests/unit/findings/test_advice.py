"""Advice comes where a teacher would give it, and nowhere else."""

import pytest

from mnist_core.augment.ink_lost import ink_lost
from mnist_core.data.mnist import Dataset
from mnist_core.findings.advice import MOST_INK_LOST, advice
from mnist_core.ladders import STEPS, Step, find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe

GOOD = find_step("strategy-4").recipe
HEAD = "gap conv1x1(10) flatten"


def said(recipe: Recipe, num_batches: int = 235, lost: float = 0.0) -> str:
    return " ".join(item.text for item in advice(recipe, num_batches, lost))


@pytest.mark.parametrize("name", ["strategy-4", "drilldown-3", "finetune-6"])
def test_a_sound_recipe_gets_no_advice(name: str) -> None:
    assert said(find_step(name).recipe) == ""


@pytest.mark.parametrize(("settings", "expected"), [
    ({"schedule": "constant"}, "stays at 0.1 to the end"),
    ({"schedule": "exponential", "schedule.gamma": 0.99}, "still ends at 0.087"),
    ({"schedule": "exponential", "schedule.gamma": 0.3}, "the last 9 epochs learn nothing"),
    ({"schedule": "step", "schedule.every": 20}, "fall after epoch 20, but the run ends with "
                                                 "epoch 15: step earlier, at about 10"),
    ({"dropout": 0.7}, "leaves a layer 30 % of its values"),
    ({"cutout.size": 20}, "can hide most of a digit"),
    ({"batch_size": 1}, "over one digit"),
    ({"batch_size": 4}, "over 4 digits"),
    ({"rotation.degrees": 90}, "a 6 becomes a 9"),
    ({"colour.brightness": 1}, "into black"),
    ({"lr": 2}, "SGD rarely survives a learning rate of 2"),
    ({"optimiser": "adam", "lr": 0.1}, "Adam rarely survives"),
])
def test_a_setting_that_harms_is_named(settings: dict[str, object], expected: str) -> None:
    assert expected in said(apply(GOOD, settings))


@pytest.mark.parametrize(("layers", "expected"), [
    ("conv3x3(8) bn relu maxpool2 conv3x3(8) relu conv3x3(8) gap conv1x1(10) drop(.1) flatten",
     "Dropout after the last layer"),
    ("conv3x3(8) bn maxpool2 conv3x3(8) conv3x3(8) gap conv1x1(10) relu flatten",
     "ReLU after the last layer"),
    (f"conv3x3(8,bias) bn relu maxpool2 conv3x3(8) conv3x3(8) {HEAD}", "saves 8 parameters"),
    (f"conv1x1(4,s2) conv3x3(8) relu {HEAD}", "No answer depends on 588 of the 784 pixels"),
    ("conv3x3(8) relu maxpool13 conv1x1(8) conv1x1(10) flatten linear(10)", ""),
])
def test_a_layer_that_harms_is_named(layers: str, expected: str) -> None:
    recipe = apply(GOOD, {"layers": layers})
    assert expected in said(recipe)


def test_a_rate_that_falls_on_a_plateau_is_not_said_to_stay_high() -> None:
    assert said(apply(GOOD, {"schedule": "plateau"})) == ""


def test_too_few_batches_are_named_first() -> None:
    assert said(GOOD, num_batches=2).startswith(
        "The whole run is only 30 batches, too few to learn much: use smaller batches, or for")
    cut = apply(GOOD, {"num_train": 200, "lr": 2})
    assert said(cut, num_batches=2).startswith(
        "The whole run is only 30 batches, too few to learn much: train on more digits, or for")


def test_every_piece_of_advice_is_one_sentence_that_says_what_to_do() -> None:
    worst = apply(GOOD, {"batch_size": 1, "lr": 5, "rotation.degrees": 180,
                         "colour.brightness": 2, "colour.contrast": 2, "schedule": "constant"})
    pieces = advice(worst, 1, 0.3)
    assert len(pieces) >= 6
    for piece in pieces:
        assert piece.text.endswith(".")
        assert piece.text.count(". ") == 0
        assert ":" in piece.text


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_no_published_augmentation_is_called_harmful(step: Step, dataset: Dataset) -> None:
    assert ink_lost(step.recipe.augmentations, dataset.train.images[:256]) < MOST_INK_LOST


def test_lost_ink_is_the_share_that_leaves_the_frame(dataset: Dataset) -> None:
    images = dataset.train.images[:256]
    plain = apply(GOOD, {"rotation": None, "perspective": None})
    assert ink_lost(plain.augmentations, images) == 0
    lost = [ink_lost(apply(plain, {"affine.translate": shift}).augmentations, images)
            for shift in (0.05, 0.2, 0.4, 1.0)]
    assert lost[0] < 0.002
    assert lost == sorted(lost)
    # a shift of up to the whole width loses most: on average half of the way in x and in y
    assert lost[-1] > 0.5
    assert f"{100 * lost[2]:.0f} % of the ink" in said(plain, lost=lost[2])

"""What changed between two recipes: short, true, and always in the same words and order."""

import os
import subprocess
import sys
from itertools import product

import pytest

from mnist_core.base.change import Change
from mnist_core.ladders import STEPS, step_before
from mnist_core.network.changes import network_changes
from mnist_core.network.notation import parse
from mnist_core.recipe.diff import diff, diff_text
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe

STRATEGY = STEPS["strategy-4"].recipe
ONE_CYCLE = STEPS["finetune-6"].recipe

# every step that builds on another, with what is new in it
PUBLISHED = {
    "strategy-2": ["+ batch norm", "+ dropout 0.1 ×5", "9,264 → 9,436 parameters"],
    "strategy-3": ["+ rotation ±6°, fill 33", "+ perspective 0.2"],
    "strategy-4": ["batch 128 → 256", "lr 0.01 → 0.1", "schedule: ×0.85 an epoch"],
    "drilldown-2": ["+ batch norm", "conv3x3(48) → conv3x3(32)", "10,578 → 8,178 parameters",
                    "+ normalisation", "schedule: ×0.1 every 5 epochs"],
    "drilldown-3": ["relu and batch norm ×5 → ×7",
                    "channels 8-16-4-8-16-32-16 → 12-16-6-12-14-14-14",
                    "1x1 → 3x3 in convolution 7", "8,178 → 7,946 parameters",
                    "receptive field 18 → 22",
                    "+ affine ±7°, shift 0.15, scale 0.7-1.3, shear 8°",
                    "Adam → SGD, lr 0.05 → 0.015", "schedule: ×0.1 every 5 → 9 epochs"],
    "models-2": ["+ batch norm", "+ dropout 0.01 ×2",
                 "channels 6-12-10-8-10 → 8-8-8-12-12-12-15-10", "− 1x1 convolutions", "+ bias",
                 "max pooling ×1 → ×2", "1,622 → 7,905 parameters", "receptive field 10 → 38"],
    "models-3": ["+ rotation ±8°", "+ brightness ±0.1, contrast ±0.2", "lr 0.01 → 0.05"],
    "models-4": ["schedule: ×0.1 every 6 epochs"],
    "nets-2": ["widest layer 1,024 → 28 channels", "6,379,786 → 21,798 parameters",
               "+ normalisation 0.3081/0.3081"],
    "nets-3": ["+ batch norm", "channels 24-28-24 → 20-24-20", "21,798 → 17,354 parameters"],
    "nets-4": ["+ dropout 0.3 ×2", "conv3x3(24) → conv3x3(16)", "17,354 → 14,450 parameters"],
    "nets-5": ["dropout 0.3 ×2 → 0.2 ×5", "conv3x3(20) → conv3x3(12)",
               "14,450 → 12,122 parameters", "+ rotation ±7°", "+ brightness ±0.1, contrast ±0.1"],
    "nets-6": ["relu ×6 → ×5", "dropout 0.2 ×5 → 0.1 ×4",
               "channels 16-12-16-20-16 → 12-16-10-14-10", "bias ×7 → ×2",
               "12,122 → 7,664 parameters", "brightness, contrast ±0.1 → ±0.2",
               "batch 64 → 256"],
    "finetune-1": ["widest layer 1,024 → 16 channels", "3x3 → 1x1 in convolutions 3 and 7",
                   "− bias", "max pooling ×2 → ×1", "+ global pooling",
                   "6,379,786 → 4,572 parameters", "receptive field 40 → 18"],
    "finetune-2": ["+ batch norm", "channels 10-16-10 → 16-10", "1x1 convolutions ×2 → ×1",
                   "4,572 → 5,088 parameters"],
    "finetune-3": ["+ dropout 0.1 ×6"],
    "finetune-4": ["dropout 0.1 → 0.03", "bn drop relu → bn relu drop",
                   "conv3x3(10) → conv3x3(16) conv1x1(10)", "5,088 → 6,124 parameters"],
    "finetune-5": ["+ rotation ±6°", "+ affine ±7°, shift 0.1, scale 0.8-1.2, shear 10°",
                   "+ brightness ±0.4, contrast ±0.4"],
    "finetune-6": ["bn relu drop → relu bn drop", "conv3x3(16) → conv3x3(18) conv1x1(16)",
                   "6,124 → 6,720 parameters", "lr 0.01 → peak lr 0.015", "schedule: one-cycle"],
}


def texts(before: Recipe, after: Recipe) -> list[str]:
    return [change.text for change in diff(before, after)]


def edited(base: Recipe, settings: dict[str, object]) -> list[str]:
    """What the page says when these settings of a recipe are changed."""
    return texts(base, apply(base, settings))


def between(before: str, after: str) -> list[str]:
    """What the page says of two networks, without their parameters and receptive fields."""
    return [change.text for change in network_changes(parse(before), parse(after))
            if "parameters" not in change.text and "receptive field" not in change.text]


@pytest.mark.parametrize(("step", "chips"), PUBLISHED.items(), ids=PUBLISHED.keys())
def test_the_chips_of_a_published_step(step: str, chips: list[str]) -> None:
    before = step_before(STEPS[step])
    assert before
    assert texts(before.recipe, STEPS[step].recipe) == chips


def test_every_step_that_builds_on_another_is_among_them() -> None:
    assert list(PUBLISHED) == [step.id for step in STEPS.values() if step_before(step)]


def test_no_step_has_more_than_eight_chips() -> None:
    assert max(map(len, PUBLISHED.values())) == 8


def test_a_recipe_does_not_differ_from_itself() -> None:
    for step in STEPS.values():
        assert diff(step.recipe, step.recipe) == ()
        assert diff_text(step.recipe, step.recipe) == ""


def test_any_two_steps_differ_in_few_words_that_say_what_came_and_what_went() -> None:
    for one, two in product(STEPS.values(), repeat=2):
        changes = diff(one.recipe, two.recipe)
        assert bool(changes) == (one.recipe != two.recipe), (one.id, two.id)
        assert len({change.text for change in changes}) == len(changes) <= 20
        for change in changes:
            assert len(change.text) <= 70
            assert {"+": "added", "−": "removed"}.get(change.text[0], "changed") == change.kind


def test_the_words_and_their_order_do_not_depend_on_the_hash_seed() -> None:
    code = ("from mnist_core.recipe.overrides import apply; "
            "from mnist_core.recipe.diff import diff_text; "
            "from mnist_core.ladders import STEPS; a, b = (STEPS[s].recipe for s in "
            "('drilldown-1', 'finetune-6')); print(diff_text(a, apply(b, {'seed': 7, 'epochs': 3, "
            "'num_train': 500, 'held_out': 50, 'weight_decay': 0.1, 'colour.contrast': 0})))")
    said = {subprocess.run([sys.executable, "-c", code], check=True, capture_output=True,
                           text=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
            for seed in ("1", "2")}
    assert len(said) == 1


def test_the_line_above_start_joins_the_chips() -> None:
    changed = apply(STRATEGY, {"dropout": 0.05, "batch_size": 128})
    assert diff_text(STRATEGY, changed) == "dropout 0.1 → 0.05, batch 256 → 128"
    assert [str(change) for change in diff(STRATEGY, changed)] == [
        "dropout 0.1 → 0.05", "batch 256 → 128"]
    assert diff(STRATEGY, changed)[0] == Change("changed", "dropout 0.1 → 0.05")


# --- settings ---


@pytest.mark.parametrize(("settings", "chips"), [
    ({"dropout": 0.05}, ["dropout 0.1 → 0.05"]),
    ({"dropout": 0}, ["− dropout"]),
    ({"dropout": 0.1}, []),
    ({"batch_size": 1024}, ["batch 256 → 1,024"]),
    ({"lr": 0.02}, ["lr 0.1 → 0.02"]),
    ({"lr": 0.3 - 0.1}, ["lr 0.1 → 0.2"]),
    ({"momentum": 0}, ["momentum 0.9 → 0"]),
    ({"nesterov": True}, ["+ nesterov"]),
    ({"weight_decay": 1e-4}, ["weight decay 0 → 0.0001"]),
    ({"optimiser": "adam"}, ["SGD → Adam, lr 0.1 → 0.001"]),
    ({"optimiser": "adam", "lr": 0.1}, ["SGD → Adam"]),
    ({"optimiser": "adam", "lr": 0.1, "optimiser.beta1": 0.5}, ["SGD → Adam, beta 1 0.5"]),
    ({"optimiser": "adamw"}, ["SGD → AdamW, lr 0.1 → 0.001, weight decay 0 → 0.01"]),
    ({"epochs": 20}, ["epochs 15 → 20"]),
    ({"seed": 2}, ["seed 1 → 2"]),
    ({"seed": 2**31 - 1}, ["seed 1 → 2,147,483,647"]),
    ({"num_train": 2000}, ["training digits all → 2,000"]),
    ({"num_train": 60_000}, []),
    ({"held_out": 5000}, ["held out 0 → 5,000"]),
    ({"device": "cpu"}, []),
    ({"device": "cuda", "seed": 3}, ["seed 1 → 3"]),
    ({"normalisation": None}, ["− normalisation"]),
    ({"mean": 0.3081}, ["normalisation 0.1307/0.3081 → 0.3081/0.3081"]),
    # one after another in the order in which they act, whatever the order of the edits
    ({"seed": 2, "epochs": 3, "lr": 0.2, "batch_size": 64, "rotation": 7, "dropout": 0.3},
     ["dropout 0.1 → 0.3", "rotation ±6° → ±7°", "batch 256 → 64", "lr 0.1 → 0.2",
      "epochs 15 → 3", "seed 1 → 2"]),
])
def test_an_edit_of_the_last_strategy_step(settings: dict[str, object],
                                           chips: list[str]) -> None:
    assert edited(STRATEGY, settings) == chips


@pytest.mark.parametrize(("settings", "chips"), [
    ({"rotation": None}, ["− rotation"]),
    ({"rotation": 0}, ["− rotation"]),
    ({"rotation.fill": 0}, ["rotation fill 33 → 0"]),
    ({"rotation.interpolation": "bilinear"}, ["rotation interpolation nearest → bilinear"]),
    ({"rotation.degrees": 7, "rotation.fill": 0}, ["rotation ±6° → ±7°, fill 33 → 0"]),
    ({"affine": 7}, ["+ affine ±7°"]),
    ({"affine.translate": 0.1}, ["+ affine shift 0.1"]),
    ({"affine.fill": 33}, []),
    ({"affine.shear": 5, "affine.fill": 33}, ["+ affine shear 5°, fill 33"]),
    ({"perspective": 0}, ["− perspective"]),
    ({"perspective.probability": 0}, ["− perspective"]),
    ({"perspective": 0.3}, ["perspective 0.2 → 0.3"]),
    ({"perspective.probability": 1}, ["perspective probability 0.5 → 1"]),
    ({"colour.contrast": 0.2}, ["+ contrast ±0.2"]),
    ({"colour.brightness": 0}, []),
])
def test_an_edit_of_its_augmentation(settings: dict[str, object], chips: list[str]) -> None:
    assert edited(STRATEGY, settings) == chips


@pytest.mark.parametrize(("settings", "chips"), [
    ({"affine": None}, ["− affine"]),
    ({"affine.degrees": 9, "affine.translate": 0.2}, ["affine ±7° → ±9°, shift 0.1 → 0.2"]),
    ({"affine.scale_max": 1.3}, ["affine scale 0.8-1.2 → 0.8-1.3"]),
    ({"colour": None}, ["− brightness, contrast"]),
    ({"colour.brightness": 0.2}, ["brightness ±0.4 → ±0.2"]),
    ({"colour.brightness": 0}, ["brightness ±0.4 → ±0"]),
    ({"colour.brightness": 0.1, "colour.contrast": 0.1}, ["brightness, contrast ±0.4 → ±0.1"]),
    ({"colour.brightness": 0.1, "colour.contrast": 0.2},
     ["brightness ±0.4 → ±0.1, contrast ±0.4 → ±0.2"]),
    # the momentum of the optimiser never acts: one-cycle has its own
    ({"momentum": 0.5}, []),
    ({"lr": 0.02}, ["peak lr 0.015 → 0.02"]),
    ({"schedule": "constant"}, ["schedule: one-cycle → constant"]),
    ({"schedule": "constant", "lr": 0.1, "momentum": 0.9},
     ["peak lr 0.015 → lr 0.1", "momentum 0.9", "schedule: one-cycle → constant"]),
    ({"schedule.warmup": 0.2, "schedule.div": 10},
     ["schedule: one-cycle, warm-up 0.3 → 0.2, div 25 → 10"]),
    ({"optimiser": "adam", "lr": 0.015, "optimiser.beta1": 0.5, "optimiser.beta2": 0.9},
     ["SGD → Adam, beta 2 0.9"]),
])
def test_an_edit_of_the_last_finetune_step(settings: dict[str, object],
                                           chips: list[str]) -> None:
    assert edited(ONE_CYCLE, settings) == chips


@pytest.mark.parametrize(("before", "after", "chips"), [
    ({"schedule": "constant"}, {"schedule": "one-cycle"}, ["schedule: one-cycle"]),
    ({"schedule": "constant"}, {"schedule": "one-cycle", "schedule.warmup": 0.2},
     ["schedule: one-cycle, warm-up 0.2"]),
    ({"schedule": "constant"}, {"schedule": "cosine"}, ["schedule: cosine to 0"]),
    ({"schedule": "constant"}, {"schedule": "step"}, ["schedule: ×0.1 every 6 epochs"]),
    ({"schedule": "constant"}, {"schedule": "step", "schedule.every": 1},
     ["schedule: ×0.1 an epoch"]),
    ({"schedule": "constant"}, {"schedule": "one-cycle", "lr": 0.3},
     ["lr 0.1 → peak lr 0.3", "schedule: one-cycle"]),
    ({"schedule": "constant"}, {"schedule": "one-cycle", "momentum": 0.3},
     ["schedule: one-cycle"]),
    ({}, {"schedule": "constant"}, ["schedule: ×0.85 an epoch → constant"]),
    ({}, {"schedule": "step"}, ["schedule: ×0.85 an epoch → ×0.1 every 6 epochs"]),
    ({}, {"schedule.gamma": 0.9}, ["schedule: ×0.85 → ×0.9 an epoch"]),
    ({"schedule": "step"}, {"schedule.every": 9}, ["schedule: ×0.1 every 6 → 9 epochs"]),
    ({"schedule": "step"}, {"schedule.gamma": 0.5},
     ["schedule: ×0.1 every 6 epochs → ×0.5 every 6 epochs"]),
    ({"schedule": "cosine"}, {"schedule.final_lr": 0.001}, ["schedule: cosine to 0 → 0.001"]),
])
def test_a_schedule_is_said_with_its_figures(before: dict[str, object], after: dict[str, object],
                                             chips: list[str]) -> None:
    assert edited(apply(STRATEGY, before), after) == chips


@pytest.mark.parametrize(("step", "dropout", "chips"), [
    ("drilldown-2", 0.1, ["+ dropout 0.1 ×5"]),
    ("drilldown-2", 0, []),
    ("nets-4", 0.2, ["dropout 0.3 → 0.2"]),
    ("finetune-6", 0, ["− dropout"]),
])
def test_a_dropout_for_the_whole_network_is_said_by_what_it_does(step: str, dropout: float,
                                                                 chips: list[str]) -> None:
    assert edited(STEPS[step].recipe, {"dropout": dropout}) == chips


# --- networks ---

HEAD = "gap conv1x1(10) flatten"


@pytest.mark.parametrize(("before", "after"), [
    ("conv3x3(8) relu", "conv3x3(1->8) relu"),
    ("conv3x3(8) relu", "conv3x3(8) relu drop(0)"),
    ("conv3x3(8) relu", "maxpool1 conv3x3(8) avgpool1 relu"),
    ("conv3x3(8) relu avgpool26", "conv3x3(8) relu gap"),
    ("conv3x3(8) relu gap", "conv3x3(8) relu"),
    ("conv1x1(8) relu", "conv1x1(8,d2) relu"),
])
def test_networks_that_compute_the_same_do_not_differ(before: str, after: str) -> None:
    assert network_changes(parse(f"{before} {HEAD}"), parse(f"{after} {HEAD}")) == []


@pytest.mark.parametrize(("before", "after", "chips"), [
    # convolutions
    ("conv3x3(8)", "conv3x3(16)", ["conv3x3(8) → conv3x3(16)"]),
    ("conv3x3(8,p1)", "conv5x5(8,p1)", ["conv3x3(8) → conv5x5(8)"]),
    ("conv3x3(8)", "conv3x3(8) conv3x3(12)", ["+ conv3x3(12)"]),
    ("conv3x3(8) conv1x1(4) conv3x3(8)", "conv3x3(8) conv3x3(8)", ["− conv1x1(4)"]),
    ("conv3x3(8)", "conv5x5(32) conv5x5(32) conv5x5(32) conv5x5(32) conv3x3(8)",
     ["2 → 6 convolutions, widest 10 → 32 channels", "+ 5x5 convolutions"]),
    ("conv3x3(8) conv3x3(8) conv3x3(8)", "conv3x3(16) conv3x3(16) conv3x3(16)",
     ["channels 8-8-8 → 16-16-16"]),
    ("conv3x3(8) conv3x3(8) conv3x3(8) conv3x3(8)", "conv5x5(8) conv5x5(8) conv5x5(8) conv5x5(8)",
     ["3x3 → 5x5 in 4 convolutions"]),
    ("conv3x3(8) conv3x3(8)", "conv3x3(8,p1) conv3x3(8)", ["padding 0 → 1 in convolution 1"]),
    ("conv3x3(8) conv3x3(8)", "conv3x3(8,s2) conv3x3(8,s2)",
     ["stride 1 → 2 in convolutions 1 and 2"]),
    ("conv3x3(8) conv3x3(8)", "conv3x3(8) conv3x3(8,g4)", ["groups 1 → 4 in convolution 2"]),
    ("conv3x3(8)", "conv3x3(8,d2)", ["dilation 1 → 2 in convolution 1"]),
    ("conv3x3(8) conv3x3(8)", "conv3x3(8,p1) conv3x3(8,p2)", ["padding of 2 convolutions"]),
    # biases
    ("conv3x3(8)", "conv3x3(8,bias)", ["+ bias"]),
    ("conv3x3(8,bias)", "conv3x3(8)", ["− bias"]),
    ("conv3x3(8,bias) conv3x3(8)", "conv3x3(8,bias) conv3x3(8,bias)", ["bias ×1 → ×2"]),
    # batch norm, relu, dropout
    ("conv3x3(8)", "conv3x3(8) relu", ["+ relu"]),
    ("conv3x3(8) bn", "conv3x3(8)", ["− batch norm"]),
    ("conv3x3(8) bn conv3x3(8)", "conv3x3(8) bn conv3x3(8) bn", ["batch norm ×1 → ×2"]),
    ("conv3x3(8) relu bn", "conv3x3(8) relu bn conv3x3(8) relu bn", ["+ conv3x3(8)"]),
    ("conv3x3(8) relu bn", "conv3x3(8) bn relu", ["relu bn → bn relu"]),
    ("conv3x3(8) relu bn", "conv3x3(8) bn relu drop(.1)", ["+ dropout 0.1", "relu bn → bn relu"]),
    ("conv3x3(8) drop(.1)", "conv3x3(8)", ["− dropout"]),
    ("drop(.1) conv3x3(8) drop(.2)", "drop(.1) conv3x3(8) drop(.1)",
     ["dropout 0.1/0.2 → 0.1"]),
    ("drop(.1) conv3x3(8) drop(.2)", "drop(.2) conv3x3(8) drop(.1)",
     ["dropout 0.1/0.2 rearranged"]),
    ("conv3x3(8) drop(.1)", "drop(.1) conv3x3(8) drop(.1)", ["dropout 0.1 ×1 → ×2"]),
    # pooling
    ("conv3x3(8)", "conv3x3(8) maxpool2", ["+ max pooling"]),
    ("conv3x3(8) maxpool2 maxpool2", "conv3x3(8) maxpool2", ["max pooling ×2 → ×1"]),
    ("conv3x3(8) maxpool2", "conv3x3(8) avgpool2", ["− max pooling", "+ average pooling"]),
    ("conv3x3(8) maxpool2 maxpool2", "conv3x3(8) maxpool2 maxpool3", ["max pooling 2-2 → 2-3"]),
    # nothing that has a word of its own
    ("conv3x3(8) maxpool2 relu", "conv3x3(8) relu maxpool2", ["order of the layers"]),
    ("conv3x3(8) conv3x3(8) drop(.1)", "conv3x3(8) drop(.1) conv3x3(8)",
     ["order of the layers"]),
])
def test_a_change_of_the_network_is_said_shortly(before: str, after: str,
                                                 chips: list[str]) -> None:
    assert between(f"{before} {HEAD}", f"{after} {HEAD}") == chips


def test_a_convolution_down_to_1x1_in_place_of_an_average_is_a_loss_of_global_pooling() -> None:
    assert between("maxpool7 conv3x3(10) gap flatten", "maxpool7 conv4x4(10) flatten") == [
        "conv3x3(10) → conv4x4(10)", "− global pooling"]


def test_linear_layers_are_counted_and_measured() -> None:
    assert between("gap flatten linear(10)", "gap flatten linear(64) linear(10)") == [
        "linear layers ×1 → ×2"]
    assert between("gap flatten linear(64) linear(10)", "gap flatten linear(32) linear(10)") == [
        "linear 64-10 → 32-10"]
    assert between("gap flatten linear(10)", "gap flatten linear(10,nobias)") == ["− bias"]
    assert between("gap conv1x1(10) flatten", "gap flatten linear(10,nobias)") == [
        "− conv1x1(10)", "+ linear layers"]


def test_parameters_and_receptive_field_come_last() -> None:
    changes = network_changes(parse("conv3x3(8) gap conv1x1(10) flatten"),
                              parse("conv3x3(8) conv3x3(8) gap conv1x1(10) flatten"))
    assert [change.text for change in changes] == [
        "+ conv3x3(8)", "152 → 728 parameters", "receptive field 3 → 5"]

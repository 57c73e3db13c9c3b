"""The 24 published steps against the record: figures typed here, apart from the data they guard."""

import re
from dataclasses import replace
from math import ceil
from typing import NamedTuple

import pytest
import torch
from torch.nn import functional

from mnist_core.augment.affine import Affine
from mnist_core.augment.colour import Colour
from mnist_core.augment.perspective import Perspective
from mnist_core.augment.rotation import Rotation
from mnist_core.ladders import (
    LADDERS,
    STEPS,
    Step,
    find_ladder,
    find_step,
    published_log,
    step_before,
)
from mnist_core.network.build import build
from mnist_core.network.course_table import COURSE_COLUMNS, course_table
from mnist_core.network.geometry import describe
from mnist_core.network.layers import Conv, Layer, Linear
from mnist_core.network.notation import parse, to_text
from mnist_core.recipe.recipe import NUM_TRAIN, SGD, Adam, Normalisation, Optimiser, read_recipe
from mnist_core.recipe.schedules import Constant, Exponential, OneCycle, Schedule, StepDecay


class Record(NamedTuple):
    """One published step: README figures, log figures (value, epoch from 1), geometry."""

    parameters: int
    readme: tuple[float, float]
    best_train: tuple[float, int]
    best_test: tuple[float, int]
    last: tuple[float, float]
    # receptive field, jump and map size before the pool, and the receptive field at the end
    geometry: tuple[int, int, int, int]


RECORDS = {
    "strategy-1": Record(9_264, (98.82, 98.76), (98.82, 14), (98.76, 14), (98.78, 98.74),
                         (22, 2, 4, 28)),
    "strategy-2": Record(9_436, (99.20, 99.42), (99.20, 14), (99.42, 15), (99.20, 99.42),
                         (22, 2, 4, 28)),
    "strategy-3": Record(9_436, (98.97, 99.41), (98.97, 15), (99.41, 8), (98.97, 99.37),
                         (22, 2, 4, 28)),
    "strategy-4": Record(9_436, (99.05, 99.53), (99.10, 15), (99.53, 14), (99.10, 99.49),
                         (22, 2, 4, 28)),
    "drilldown-1": Record(10_578, (98.26, 97.96), (98.29, 12), (98.03, 9), (98.28, 97.96),
                          (18, 2, 6, 28)),
    "drilldown-2": Record(8_178, (99.39, 99.33), (99.44, 12), (99.40, 13), (99.39, 99.33),
                          (18, 2, 6, 28)),
    "drilldown-3": Record(7_946, (98.23, 99.44), (98.24, 13), (99.44, 15), (98.23, 99.44),
                          (22, 2, 6, 32)),
    "models-1": Record(1_622, (89.19, 92.29), (89.52, 15), (92.29, 14), (89.52, 92.17),
                       (10, 2, 12, 32)),
    "models-2": Record(7_905, (99.34, 99.25), (99.34, 15), (99.32, 11), (99.34, 99.25),
                       (38, 4, 7, 62)),
    "models-3": Record(7_905, (99.16, 99.31), (99.16, 14), (99.35, 13), (99.00, 99.14),
                       (38, 4, 7, 62)),
    "models-4": Record(7_905, (99.25, 99.40), (99.25, 14), (99.43, 11), (99.23, 99.38),
                       (38, 4, 7, 62)),
    "nets-1": Record(6_379_786, (99.95, 99.32), (100.00, 18), (99.32, 20), (99.95, 99.32),
                     (40, 4, 1, 40)),
    "nets-2": Record(21_798, (99.77, 99.34), (99.83, 20), (99.34, 16), (99.83, 99.16),
                     (40, 4, 1, 40)),
    "nets-3": Record(17_354, (99.98, 99.40), (99.98, 19), (99.40, 20), (99.90, 99.40),
                     (40, 4, 1, 40)),
    "nets-4": Record(14_450, (99.19, 99.42), (99.17, 20), (99.43, 11), (99.17, 99.42),
                     (40, 4, 1, 40)),
    "nets-5": Record(12_122, (98.76, 99.43), (98.86, 18), (99.46, 20), (98.84, 99.46),
                     (40, 4, 1, 40)),
    "nets-6": Record(7_664, (98.93, 99.40), (99.07, 19), (99.40, 15), (99.03, 99.27),
                     (40, 4, 1, 40)),
    "finetune-0": Record(6_379_786, (99.93, 99.28), (99.93, 15), (99.28, 15), (99.93, 99.28),
                         (40, 4, 1, 40)),
    "finetune-1": Record(4_572, (98.22, 98.43), (98.22, 15), (98.43, 15), (98.22, 98.43),
                         (18, 2, 6, 28)),
    "finetune-2": Record(5_088, (99.03, 99.04), (99.02, 15), (99.03, 15), (99.02, 99.03),
                         (18, 2, 6, 28)),
    "finetune-3": Record(5_088, (97.94, 98.64), (97.95, 14), (98.76, 12), (97.94, 98.64),
                         (18, 2, 6, 28)),
    "finetune-4": Record(6_124, (99.07, 99.22), (99.07, 15), (99.22, 15), (99.07, 99.22),
                         (18, 2, 6, 28)),
    "finetune-5": Record(6_124, (97.61, 99.32), (97.61, 15), (99.32, 15), (97.61, 99.32),
                         (18, 2, 6, 28)),
    "finetune-6": Record(6_720, (99.43, 99.53), (98.43, 15), (99.53, 10), (98.43, 99.50),
                         (18, 2, 6, 28)),
}

# in full, input channels included, so that a slip in the short notation shows
NETWORKS = {
    "strategy-1": (
        "conv3x3(1->12) relu conv3x3(12->14) relu maxpool2 conv1x1(14->10) conv3x3(10->14) relu "
        "conv3x3(14->14) relu conv3x3(14->16) relu conv3x3(16->16) relu avgpool4 "
        "conv1x1(16->10) flatten"
    ),
    "strategy-2": (
        "conv3x3(1->12) relu bn drop(.1) conv3x3(12->14) relu bn maxpool2 conv1x1(14->10) "
        "conv3x3(10->14) relu bn drop(.1) conv3x3(14->14) relu bn drop(.1) conv3x3(14->16) relu "
        "bn drop(.1) conv3x3(16->16) relu bn drop(.1) avgpool4 conv1x1(16->10) flatten"
    ),
    "drilldown-1": (
        "conv3x3(1->8) relu conv3x3(8->16) relu conv1x1(16->4) maxpool2 conv3x3(4->8) relu "
        "conv3x3(8->16) relu conv3x3(16->48) relu avgpool6 conv1x1(48->16) flatten "
        "linear(16->10,bias)"
    ),
    "drilldown-2": (
        "conv3x3(1->8) relu bn drop(0) conv3x3(8->16) relu bn drop(0) conv1x1(16->4) maxpool2 "
        "conv3x3(4->8) relu bn drop(0) conv3x3(8->16) relu bn drop(0) conv3x3(16->32) relu bn "
        "drop(0) avgpool6 conv1x1(32->16) flatten linear(16->10,bias)"
    ),
    "drilldown-3": (
        "conv3x3(1->12) relu bn conv3x3(12->16) relu bn conv1x1(16->6) relu bn maxpool2 "
        "conv3x3(6->12) relu bn conv3x3(12->14) relu bn conv3x3(14->14) relu bn "
        "conv3x3(14->14,p1) relu bn gap flatten linear(14->10,bias)"
    ),
    "models-1": (
        "conv3x3(1->6,p1) relu conv3x3(6->12,p1) relu maxpool2 conv1x1(12->10) relu "
        "conv3x3(10->8) relu conv1x1(8->10) relu gap flatten"
    ),
    "models-2": (
        "conv3x3(1->8,p1,bias) relu bn conv3x3(8->8,p1,bias) relu bn conv3x3(8->8,p1,bias) relu "
        "bn maxpool2 drop(.01) conv3x3(8->12,p1,bias) relu bn conv3x3(12->12,p1,bias) relu bn "
        "conv3x3(12->12,p1,bias) relu bn maxpool2 drop(.01) conv3x3(12->15,p1,bias) relu bn "
        "conv3x3(15->10,p1,bias) relu bn gap flatten"
    ),
    "nets-1": (
        "conv3x3(1->32,p1,bias) relu conv3x3(32->64,p1,bias) relu maxpool2 "
        "conv3x3(64->128,p1,bias) relu conv3x3(128->256,p1,bias) relu maxpool2 "
        "conv3x3(256->512,bias) relu conv3x3(512->1024,bias) relu conv3x3(1024->10,bias) "
        "flatten"
    ),
    "nets-2": (
        "conv3x3(1->8,p1,bias) relu conv3x3(8->16,p1,bias) relu maxpool2 "
        "conv3x3(16->24,p1,bias) relu conv3x3(24->28,p1,bias) relu maxpool2 "
        "conv3x3(28->24,bias) relu conv3x3(24->16,bias) relu conv3x3(16->10,bias) flatten"
    ),
    "nets-3": (
        "conv3x3(1->8,p1,bias) bn relu conv3x3(8->16,p1,bias) bn relu maxpool2 "
        "conv3x3(16->20,p1,bias) bn relu conv3x3(20->24,p1,bias) bn relu maxpool2 "
        "conv3x3(24->20,bias) bn relu conv3x3(20->16,bias) relu conv3x3(16->10,bias) flatten"
    ),
    "nets-4": (
        "conv3x3(1->8,p1,bias) bn relu conv3x3(8->16,p1,bias) bn relu maxpool2 drop(.3) "
        "conv3x3(16->20,p1,bias) bn relu conv3x3(20->16,p1,bias) bn relu maxpool2 drop(.3) "
        "conv3x3(16->20,bias) bn relu conv3x3(20->16,bias) relu conv3x3(16->10,bias) flatten"
    ),
    "nets-5": (
        "conv3x3(1->8,p1,bias) bn relu drop(.2) conv3x3(8->16,p1,bias) bn relu drop(.2) "
        "maxpool2 conv3x3(16->12,p1,bias) bn relu drop(.2) conv3x3(12->16,p1,bias) bn relu "
        "drop(.2) maxpool2 conv3x3(16->20,bias) bn relu drop(.2) conv3x3(20->16,bias) relu "
        "conv3x3(16->10,bias) flatten"
    ),
    "nets-6": (
        "conv3x3(1->8,p1) bn relu drop(.1) conv3x3(8->12,p1) bn relu drop(.1) maxpool2 "
        "conv3x3(12->16,p1) bn relu drop(.1) conv3x3(16->10,p1) bn relu drop(.1) maxpool2 "
        "conv3x3(10->14) bn relu conv3x3(14->10,bias) conv3x3(10->10,bias) flatten"
    ),
    "finetune-0": (
        "conv3x3(1->32,p1,bias) relu conv3x3(32->64,p1,bias) relu maxpool2 "
        "conv3x3(64->128,p1,bias) relu conv3x3(128->256,p1,bias) relu maxpool2 "
        "conv3x3(256->512,bias) relu conv3x3(512->1024,bias) relu conv3x3(1024->10,bias) "
        "flatten"
    ),
    "finetune-1": (
        "conv3x3(1->8) relu conv3x3(8->16) relu maxpool2 conv1x1(16->8) relu conv3x3(8->10) "
        "relu conv3x3(10->10) relu conv3x3(10->16) relu conv1x1(16->10) avgpool6 flatten"
    ),
    "finetune-2": (
        "conv3x3(1->8) bn relu conv3x3(8->16) bn relu maxpool2 conv1x1(16->8) bn relu "
        "conv3x3(8->10) bn relu conv3x3(10->16) bn relu conv3x3(16->10) bn relu avgpool6 "
        "flatten"
    ),
    "finetune-3": (
        "conv3x3(1->8) bn drop(.1) relu conv3x3(8->16) bn drop(.1) relu maxpool2 conv1x1(16->8) "
        "bn drop(.1) relu conv3x3(8->10) bn drop(.1) relu conv3x3(10->16) bn drop(.1) relu "
        "conv3x3(16->10) bn drop(.1) relu avgpool6 flatten"
    ),
    "finetune-4": (
        "conv3x3(1->8) bn relu drop(.03) conv3x3(8->16) bn relu drop(.03) maxpool2 "
        "conv1x1(16->8) bn relu drop(.03) conv3x3(8->10) bn relu drop(.03) conv3x3(10->16) bn "
        "relu drop(.03) conv3x3(16->16) bn relu drop(.03) avgpool6 conv1x1(16->10) flatten"
    ),
    "finetune-6": (
        "conv3x3(1->8) relu bn drop(.03) conv3x3(8->16) relu bn drop(.03) maxpool2 "
        "conv1x1(16->8) conv3x3(8->10) relu bn drop(.03) conv3x3(10->16) relu bn drop(.03) "
        "conv3x3(16->18) relu bn drop(.03) avgpool6 conv1x1(18->16) relu bn drop(.03) "
        "conv1x1(16->10) flatten"
    ),
}
SAME_NETWORK = {"strategy-3": "strategy-2", "strategy-4": "strategy-2", "models-3": "models-2",
                "models-4": "models-2", "finetune-5": "finetune-4"}

PLAIN = Normalisation(mean=0.1307, std=0.3081)
NONE = Normalisation(mean=0, std=1)
STD_TWICE = Normalisation(mean=0.3081, std=0.3081)
SGD_01 = SGD(lr=0.01, momentum=0.9)

TRAINING: dict[str, tuple[Normalisation, int, Optimiser, Schedule, int]] = {
    "strategy-1": (PLAIN, 128, SGD_01, Constant(), 15),
    "strategy-2": (PLAIN, 128, SGD_01, Constant(), 15),
    "strategy-3": (PLAIN, 128, SGD_01, Constant(), 15),
    "strategy-4": (PLAIN, 256, SGD(lr=0.1, momentum=0.9), Exponential(gamma=0.85), 15),
    "drilldown-1": (NONE, 128, Adam(lr=0.05, beta1=0.9, beta2=0.999), Constant(), 15),
    "drilldown-2": (PLAIN, 128, Adam(lr=0.05, beta1=0.9, beta2=0.999),
                    StepDecay(every=5, gamma=0.1), 15),
    "drilldown-3": (PLAIN, 128, SGD(lr=0.015, momentum=0.9), StepDecay(every=9, gamma=0.1), 15),
    "models-1": (PLAIN, 128, SGD_01, Constant(), 15),
    "models-2": (PLAIN, 128, SGD_01, Constant(), 15),
    "models-3": (PLAIN, 128, SGD(lr=0.05, momentum=0.9), Constant(), 15),
    "models-4": (PLAIN, 128, SGD(lr=0.05, momentum=0.9), StepDecay(every=6, gamma=0.1), 15),
    "nets-1": (NONE, 64, SGD_01, Constant(), 20),
    "nets-2": (STD_TWICE, 64, SGD_01, Constant(), 20),
    "nets-3": (STD_TWICE, 64, SGD_01, Constant(), 20),
    "nets-4": (STD_TWICE, 64, SGD_01, Constant(), 20),
    "nets-5": (STD_TWICE, 64, SGD_01, Constant(), 20),
    "nets-6": (STD_TWICE, 256, SGD_01, Constant(), 20),
    "finetune-0": (PLAIN, 128, SGD_01, Constant(), 15),
    "finetune-1": (PLAIN, 128, SGD_01, Constant(), 15),
    "finetune-2": (PLAIN, 128, SGD_01, Constant(), 15),
    "finetune-3": (PLAIN, 128, SGD_01, Constant(), 15),
    "finetune-4": (PLAIN, 128, SGD_01, Constant(), 15),
    "finetune-5": (PLAIN, 128, SGD_01, Constant(), 15),
    "finetune-6": (PLAIN, 128, SGD(lr=0.015, momentum=0.7),
                   OneCycle(warmup=0.3, div=25, final_div=1e4, momentum_min=0.85,
                            momentum_max=0.95), 15),
}

_STRATEGY = (Rotation(degrees=6, fill=33), None,
             Perspective(distortion=0.2, probability=0.5, fill=0), None)
_MODELS = (Rotation(degrees=8, fill=1), None, None, Colour(brightness=0.1, contrast=0.2))
_FINETUNE = (Rotation(degrees=6, fill=1),
             Affine(degrees=7, translate=0.1, scale_min=0.8, scale_max=1.2, shear=10, fill=0),
             None, Colour(brightness=0.4, contrast=0.4))
# rotation, affine, perspective, colour; every other step has none
AUGMENTATION: dict[str, tuple[Rotation | None, Affine | None, Perspective | None,
                              Colour | None]] = {
    "strategy-3": _STRATEGY,
    "strategy-4": _STRATEGY,
    "drilldown-3": (None, Affine(degrees=7, translate=0.15, scale_min=0.7, scale_max=1.3, shear=8,
                                 fill=0), None, None),
    "models-3": _MODELS,
    "models-4": _MODELS,
    "nets-5": (Rotation(degrees=7, fill=1), None, None, Colour(brightness=0.1, contrast=0.1)),
    "nets-6": (Rotation(degrees=7, fill=1), None, None, Colour(brightness=0.2, contrast=0.2)),
    "finetune-5": _FINETUNE,
    "finetune-6": _FINETUNE,
}

each_step = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())


def test_there_are_five_ladders_and_24_steps_in_order() -> None:
    assert [(ladder.id, len(ladder.steps)) for ladder in LADDERS] == [
        ("strategy", 4), ("drilldown", 3), ("models", 4), ("nets", 6), ("finetune", 7)]
    assert list(STEPS) == list(RECORDS)
    assert len(STEPS) == 24


def test_steps_know_their_ladder_and_count_on_without_a_gap() -> None:
    for ladder in LADDERS:
        first = 0 if ladder.id == "finetune" else 1
        assert [step.number for step in ladder.steps] == [
            first + index for index in range(len(ladder.steps))]
        assert {step.ladder_id for step in ladder.steps} == {ladder.id}


def test_goals_are_those_that_the_authors_set() -> None:
    assert {ladder.id: ladder.goal.max_parameters for ladder in LADDERS} == {
        "strategy": 10_000, "drilldown": 10_000, "models": 8_000, "nets": 8_000,
        "finetune": 10_000}
    assert {(ladder.goal.test_accuracy, ladder.goal.max_epochs) for ladder in LADDERS} == {
        (99.4, 15)}


def test_every_ladder_credits_its_source_at_a_commit() -> None:
    assert {ladder.id: ladder.url.removeprefix("https://github.com/").rstrip("/")
            for ladder in LADDERS} == {
        "strategy": "nrajmalwar/EVA-6-Phase-1/tree/2ebfeb4/Session_05",
        "drilldown": "pranavpandey2511/EVA6/tree/3c8b2a6/Assignment_5",
        "models": "MamtaVenugopal/ERA/tree/31b06b4",
        "nets": "thamizhannal/ERA-V2/tree/c501df6/s7",
        "finetune": "gkdivya/EVA/tree/55c7bda/5_CodingDrillDown"}


@each_step
def test_the_built_network_has_the_published_number_of_parameters(step: Step) -> None:
    built = sum(parameter.numel() for parameter in build(step.recipe.network).parameters())
    described = step.recipe.describe().parameters
    assert built == described == step.published.parameters == RECORDS[step.id].parameters


@each_step
def test_the_network_is_the_published_one_layer_by_layer(step: Step) -> None:
    published = parse(NETWORKS[SAME_NETWORK.get(step.id, step.id)])
    assert describe(published).parameters == step.published.parameters
    assert to_text(tuple(_inferred(layer) for layer in published)) == step.recipe.layers


@each_step
def test_the_network_sees_what_the_record_says(step: Step) -> None:
    description = step.recipe.describe()
    before = description.head_input
    assert (before.receptive_field, before.jump, before.size_out,
            description.layers[-1].receptive_field) == RECORDS[step.id].geometry


@each_step
def test_one_batch_moves_the_weights_of_every_layer(step: Step) -> None:
    torch.manual_seed(step.recipe.seed)
    network = build(step.recipe.network)
    before = [parameter.detach().clone() for parameter in network.parameters()]
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01)
    digits, labels = torch.rand(4, 1, 28, 28), torch.tensor([5, 0, 4, 1])

    logits = network(digits)
    torch.autograd.backward(functional.cross_entropy(logits, labels))
    optimiser.step()

    assert logits.shape == (4, 10)
    for parameter, old in zip(network.parameters(), before, strict=True):
        assert parameter.grad is not None
        assert parameter.grad.isfinite().all()
        # a convolution's bias may stay: the batch norm right after it cancels it
        assert parameter.dim() == 1 or not torch.equal(parameter, old)


def test_the_two_large_networks_are_among_those_that_are_built_and_trained() -> None:
    large = [step.id for step in STEPS.values() if step.published.parameters > 1_000_000]
    assert large == ["nets-1", "finetune-0"]
    assert STEPS["nets-1"].recipe.layers == STEPS["finetune-0"].recipe.layers


@each_step
def test_a_step_is_trained_as_its_code_did(step: Step) -> None:
    recipe = step.recipe
    assert (recipe.normalisation, recipe.batch_size, recipe.optimiser, recipe.schedule,
            recipe.epochs) == TRAINING[step.id]
    assert recipe.optimiser.weight_decay == 0
    assert recipe.seed == 1
    assert recipe.dropout is None


@each_step
def test_a_step_augments_as_its_code_did(step: Step) -> None:
    recipe = step.recipe
    assert (recipe.rotation, recipe.affine, recipe.perspective,
            recipe.colour) == AUGMENTATION.get(step.id, (None, None, None, None))


@each_step
def test_a_recipe_survives_json(step: Step) -> None:
    assert read_recipe(step.recipe.to_json()) == step.recipe


@each_step
def test_the_log_has_one_entry_an_epoch_and_counts_every_batch(step: Step) -> None:
    log, recipe = step.log, step.recipe
    assert (len(log.train_accuracy) == len(log.test_accuracy) == len(log.test_loss)
            == recipe.epochs)
    assert log.num_batches == ceil(NUM_TRAIN / recipe.batch_size)


@each_step
def test_the_log_has_its_best_and_last_values_where_the_record_says(step: Step) -> None:
    log, record = step.log, RECORDS[step.id]
    train, epoch = record.best_train
    assert log.best_train_accuracy == log.train_accuracy[epoch - 1] == train
    test, epoch = record.best_test
    assert log.best_test_accuracy == log.test_accuracy[epoch - 1] == test
    assert (log.train_accuracy[-1], log.test_accuracy[-1]) == record.last


@each_step
def test_published_figures_are_those_of_the_readme(step: Step) -> None:
    published = step.published
    assert (published.best_train_accuracy, published.best_test_accuracy) == (
        RECORDS[step.id].readme)
    assert published.parameters_text == {
        "nets-1": "6.3M", "nets-2": "21k", "finetune-0": "6.3M"}.get(step.id)


def test_only_two_steps_hold_the_target_over_the_last_five_epochs() -> None:
    holding = [step.id for step in STEPS.values() if min(step.log.test_accuracy[-5:]) >= 99.4]
    assert holding == ["strategy-4", "finetune-6"]


@each_step
def test_every_step_says_what_it_is_for_in_plain_sentences(step: Step) -> None:
    assert step.title
    assert not step.title.endswith(".")
    assert step.notebook.endswith(".ipynb")
    assert step.errata
    _assert_plain(step.target, step.taught, step.analysis, *step.errata)


def test_every_ladder_says_what_it_is_in_plain_sentences() -> None:
    for ladder in LADDERS:
        assert ladder.title
        assert ladder.published_in
        _assert_plain(ladder.summary)


@each_step
def test_accuracies_in_an_analysis_can_be_looked_up_in_a_log(step: Step) -> None:
    before = step_before(step)
    logs = [step.log, *([before.log] if before else [])]
    if step.id == "drilldown-3":
        logs.append(published_log("drilldown-3-rerun"))
    known = {99.40}.union(*(log.train_accuracy + log.test_accuracy for log in logs))
    cited = {float(figure) for figure in re.findall(r"(\d+\.\d\d) %", step.analysis)}
    assert cited <= known


def test_a_step_is_found_by_its_id() -> None:
    assert find_step("nets-3").title == "Batch norm"
    assert find_ladder("nets").steps[2] is find_step("nets-3")


def test_an_unknown_step_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match="unknown step `strategy-9`; did you mean `strategy-"):
        find_step("strategy-9")


def test_an_unknown_ladder_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(ValueError, match="strategy, drilldown, models, nets, finetune"):
        find_ladder("staircase")


def test_a_step_builds_on_the_one_before_it_in_its_ladder() -> None:
    assert step_before(find_step("strategy-1")) is None
    assert step_before(find_step("drilldown-1")) is None
    assert step_before(find_step("finetune-0")) is None
    assert step_before(find_step("finetune-1")) is find_step("finetune-0")
    assert step_before(find_step("models-4")) is find_step("models-3")


def _inferred(layer: Layer) -> Layer:
    """The layer without its input size, as the steps write it."""
    if isinstance(layer, Conv):
        return replace(layer, in_channels=None)
    return replace(layer, in_features=None) if isinstance(layer, Linear) else layer


def _assert_plain(*texts: str) -> None:
    for text in texts:
        assert text.endswith(".")
        assert text == " ".join(text.split())
        assert not re.search(r"\d%|[*#]", text)


@pytest.mark.parametrize("step", [step for step in STEPS.values() if step.printed],
                         ids=lambda step: step.id)
def test_what_is_shown_as_printed_wrong_differs_from_the_network(step: Step) -> None:
    assert step.printed
    rows = {row.layer: row for row in course_table(step.recipe.describe().layers)}
    for one in step.printed.misprints:
        assert one.printed != str(getattr(rows[one.layer], one.column)), one


def test_a_misprint_stands_before_what_is_right() -> None:
    step = STEPS["finetune-6"]
    assert step.printed
    row = course_table(step.recipe.describe().layers)[5]
    assert dict(zip(COURSE_COLUMNS, step.printed.corrected(row), strict=True)) == {
        "layer": 10, "operation": "conv1x1(8)", "nin": 12, "in_ch": 16, "out_ch": 8,
        "padding": 0, "kernel": 1, "stride": 1, "nout": 12, "jin": 2, "jout": 2, "rin": 6,
        "rout": "12 → 6", "act_size": 2304, "params": 128}

"""The training that the notebook spells out against the lab's: rates, loss, average, digits."""

import copy
import warnings
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.base.rng import generator
from mnist_core.data.mnist import Dataset
from mnist_core.export.plain_pytorch.notebook_code import (
    data_code,
    imports_code,
    loop_code,
    network_code,
    setup_code,
    transforms_code,
)
from mnist_core.ladders import STEPS
from mnist_core.recipe.recipe import OPTIMISERS as OPTIMISER_KINDS
from mnist_core.recipe.recipe import SGD, Adam, AdamW, Normalisation, Optimiser, Recipe
from mnist_core.recipe.schedules import SCHEDULES as KINDS
from mnist_core.recipe.schedules import (
    Constant,
    Cosine,
    Exponential,
    OneCycle,
    Plateau,
    Schedule,
    StepDecay,
)
from mnist_core.training.averaging import move_average
from mnist_core.training.rates import rates
from mnist_core.training.setup import initial_model, new_optimiser
from mnist_core.training.step.loss import Loss
from tests.exported_runs import untrained_run

pytestmark = pytest.mark.long

SMALL = "conv5x5(2,s4) bn relu flatten linear(10)"
# its loss goes up and down, so that a schedule has something to see
RESTLESS = "conv5x5(2,s4) bn relu drop(.8) flatten linear(10)"
SCHEDULES: tuple[Schedule, ...] = (
    Constant(), StepDecay(every=2, gamma=0.3), Exponential(gamma=0.8), Cosine(final_lr=0.001),
    OneCycle(), OneCycle(warmup=0.6, div=4, final_div=50, momentum_min=0.5, momentum_max=0.9),
    # the rise ends with the very first batch
    OneCycle(warmup=1 / 28), Plateau(patience=0, gamma=0.5), Plateau(patience=1))
NUM_BATCHES, BATCH_SIZE = 4, 5
OPTIMISERS: tuple[Optimiser, ...] = (
    SGD(lr=0.05), SGD(lr=0.1, momentum=0.5, nesterov=True, weight_decay=0.001), SGD(momentum=0),
    Adam(lr=0.003, beta1=0.8, weight_decay=0.01), AdamW(lr=0.002, beta2=0.99),
    AdamW(weight_decay=0))


def test_there_is_one_for_every_schedule_and_optimiser_of_a_recipe() -> None:
    assert {schedule.kind for schedule in SCHEDULES} == set(KINDS)
    assert {optimiser.kind for optimiser in OPTIMISERS} == set(OPTIMISER_KINDS)


def started(recipe: Recipe, **names: Any) -> dict[str, Any]:
    """A notebook's names as its training cells find them, with few random digits."""
    random = generator(1, "digits")
    images = torch.randint(0, 256, (NUM_BATCHES * BATCH_SIZE, 28, 28), generator=random,
                           dtype=torch.uint8)
    labels = torch.randint(0, 10, (len(images),), generator=random)
    run = untrained_run(recipe)
    found: dict[str, Any] = {
        "train_images": images, "train_labels": labels, "test_images": images[:5],
        "test_labels": labels[:5], "held_out_images": images[5:9], "held_out_labels": labels[5:9],
        **names}
    for code in (imports_code(run), transforms_code(run), network_code(run), setup_code(run)):
        exec(code, found)
    return found


def trained(recipe: Recipe, **names: Any) -> dict[str, Any]:
    found = started(recipe, **names)
    exec(loop_code(untrained_run(recipe)), found)
    return found


def recipe_of(**fields: Any) -> Recipe:
    return Recipe(**{"layers": SMALL, "batch_size": BATCH_SIZE, "epochs": 7,
                     "num_train": NUM_BATCHES * BATCH_SIZE, **fields})


@pytest.mark.parametrize("optimiser", [SGD(lr=0.05, momentum=0.8), Adam(lr=0.01, beta1=0.7)],
                         ids=["sgd", "adam"])
@pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
def test_every_batch_has_the_rate_and_momentum_of_the_lab(
        schedule: Schedule, optimiser: Optimiser) -> None:
    recipe = recipe_of(layers=RESTLESS, schedule=schedule, optimiser=optimiser)
    found = started(recipe)
    used: list[tuple[float, float]] = []

    def note(optimizer: torch.optim.Optimizer, *_: object) -> None:
        group = optimizer.param_groups[0]
        used.append((group["lr"], group["betas"][0] if "betas" in group else group["momentum"]))

    found["optimizer"].register_step_pre_hook(note)
    with warnings.catch_warnings():
        # no scheduler is stepped too early or too late
        warnings.simplefilter("error")
        exec(loop_code(untrained_run(recipe)), found)
    history = [row["train_loss"] for row in found["history"]]
    ours = [rates(recipe, NUM_BATCHES).at(position, history)
            for position in range(recipe.epochs * NUM_BATCHES)]
    if isinstance(schedule, Plateau) and schedule.patience == 0:
        assert len({rate.lr for rate in ours}) > 1
    assert [lr for lr, _ in used] == pytest.approx([rate.lr for rate in ours], rel=1e-6)
    assert [momentum for _, momentum in used] == pytest.approx(
        [rate.momentum for rate in ours], rel=1e-6)


def test_a_plateau_is_one_of_the_held_out_digits_where_there_are_any() -> None:
    recipe = recipe_of(schedule=Plateau(patience=0, gamma=0.5), optimiser=SGD(lr=0.5), held_out=4,
                       num_train=24)
    losses: list[float] = []
    found = started(recipe)
    scheduler = found["scheduler"]
    step = scheduler.step

    def noted(loss: float) -> None:
        losses.append(loss)
        step(loss)

    scheduler.step = noted
    exec(loop_code(untrained_run(recipe)), found)
    assert losses[-1] == found["held_out_loss"]
    assert len(losses) == recipe.epochs


@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=repr)
def test_the_optimiser_is_the_recipes(optimiser: Optimiser) -> None:
    recipe = recipe_of(optimiser=optimiser)
    theirs = started(recipe)["optimizer"]
    ours = new_optimiser(recipe, initial_model(recipe).parameters())
    assert type(theirs) is type(ours)
    assert theirs.defaults == {**ours.defaults, "fused": theirs.defaults["fused"]}


@pytest.mark.parametrize("step_id", ["strategy-4", "drilldown-1", "finetune-6"])
def test_the_first_weights_are_those_of_the_lab(step_id: str) -> None:
    recipe = STEPS[step_id].recipe
    theirs = started(recipe)["network"].state_dict().values()
    ours = initial_model(recipe).state_dict().values()
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_label_smoothing_is_in_the_loss_that_is_trained_on_alone() -> None:
    recipe = recipe_of(label_smoothing=0.2, epochs=1, batch_size=NUM_BATCHES * BATCH_SIZE)
    found = started(recipe)
    logits = copy.deepcopy(found["network"]).train()(
        found["to_input"](found["train_images"].unsqueeze(1)))
    exec(loop_code(untrained_run(recipe)), found)
    row = found["history"][0]
    assert row["train_loss"] == pytest.approx(
        float(Loss(0.2)(logits.detach(), found["train_labels"])), rel=1e-5)
    test_logits = found["network"](found["to_input"](found["test_images"].unsqueeze(1)))
    assert row["test_loss"] == pytest.approx(
        float(F.cross_entropy(test_logits.detach(), found["test_labels"])), rel=1e-5)


def test_the_average_of_the_weights_is_the_labs() -> None:
    recipe = recipe_of(weight_average=0.7, epochs=1)
    found = started(recipe)
    network: nn.Module = found["network"]
    average = copy.deepcopy(network.state_dict())
    states: list[dict[str, Tensor]] = []
    found["optimizer"].register_step_post_hook(
        lambda *_: states.append(copy.deepcopy(network.state_dict())))
    exec(loop_code(untrained_run(recipe)), found)
    for num_updates, state in enumerate(states):
        move_average(average, state, 0.7, num_updates)
    kept = found["measured"].state_dict()
    assert all(torch.allclose(kept[name], value, rtol=1e-5) for name, value in average.items())
    assert not torch.allclose(kept["conv1.weight"], network.state_dict()["conv1.weight"])


def test_the_digits_are_those_that_the_recipe_trains_on(dataset: Dataset) -> None:
    recipe = recipe_of(num_train=500, held_out=100, normalisation=Normalisation(mean=0.3, std=0.5))
    found: dict[str, Any] = {}
    run = untrained_run(recipe)
    exec(imports_code(run), found)
    code = data_code(run).replace("load_mnist(MNIST_DATA_DIR)", "given")
    found["given"] = (dataset.train.images, dataset.train.labels, dataset.test.images,
                      dataset.test.labels)
    exec(code, found)
    assert torch.equal(found["train_images"], dataset.train.images[:400])
    assert torch.equal(found["held_out_images"], dataset.train.images[400:500])
    assert torch.equal(found["held_out_labels"], dataset.train.labels[400:500])
    exec(transforms_code(run), found)
    image, label = found["train_set"][0]
    assert torch.allclose(image, (dataset.train.images[:1] / 255 - 0.3) / 0.5, atol=1e-6)
    assert label == dataset.train.labels[0]


def test_the_best_epoch_is_kept() -> None:
    recipe = recipe_of(optimiser=SGD(lr=0.5), epochs=5)
    found = trained(recipe)
    accuracies = [row["test_accuracy"] for row in found["history"]]
    assert found["best_epoch"] == accuracies.index(max(accuracies)) + 1
    log_probabilities = found["predict"](found["measured"], found["test_images"],
                                         found["to_input"])
    assert 100 * float((log_probabilities.argmax(1) == found["test_labels"]).float().mean()) == (
        pytest.approx(max(accuracies)))

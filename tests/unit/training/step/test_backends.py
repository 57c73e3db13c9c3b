"""Every fast path equals the reference: in float64 to rounding, in bfloat16 to its precision."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from mnist_core.data.mnist import Dataset, Split
from mnist_core.fast.captured_step import CapturedStep
from mnist_core.fast.tensor_optimiser import TensorOptimiser
from mnist_core.ladders import STEPS
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.training.engine import train
from mnist_core.training.events import Batches, Checkpoint, EpochDone, Finished
from mnist_core.training.setup import initial_model, new_optimiser
from mnist_core.training.step.backends import BACKENDS, choose_backend, has_bf16
from mnist_core.training.step.loss import Loss
from mnist_core.training.step.step import BatchStep, batch_step, gradients_of

pytestmark = pytest.mark.long

CPU = torch.device("cpu")
SMALL_STEPS = [step.id for step in STEPS.values() if step.published.parameters < 100_000]
# every kind of layer; channels that do not fill vectors, maps of odd sizes before a pool, and a
# linear layer behind many values
NETWORKS = {
    "all kinds": "conv3x3(6,p1,bias) bn relu drop(.2) maxpool2 conv3x3(10,p2,d2) relu bn avgpool2 "
                 "conv1x1(20) drop(.1) relu flatten linear(14,bias) bn relu drop(.3) linear(10)",
    "grouped": "conv3x3(8) relu conv3x3(8,g8) bn relu maxpool2 conv3x3(12,g4) relu drop(.1) gap "
               "conv1x1(10) flatten",
    "odd orders": "drop(.1) relu conv3x3(1) bn conv3x3(5) drop(.2) bn drop(.1) drop(.1) maxpool3 "
                  "relu relu bn conv3x3(7,bias,s2) relu drop(.2) gap bn flatten drop(.1) "
                  "linear(10,nobias)",
    "no convolution": "relu maxpool2 flatten linear(12) relu bn drop(.2) linear(10)",
    "whole vectors": "conv3x3(16,s2) bn relu drop(.1) conv3x3(32) bn relu gap flatten linear(10)",
}
OPTIMISERS = {
    "sgd": {"kind": "sgd", "lr": 0.05, "momentum": 0.9, "weight_decay": 1e-3},
    "plain sgd": {"kind": "sgd", "lr": 0.05, "momentum": 0},
    "nesterov": {"kind": "sgd", "lr": 0.05, "momentum": 0.8, "nesterov": True},
    "adam": {"kind": "adam", "lr": 0.01, "weight_decay": 1e-3},
    "adamw": {"kind": "adamw", "lr": 0.01, "weight_decay": 0.05},
}
# AdamW divides a gradient by its own size, so where the true one is nearly zero, a rounding error
# of 1e-16 moves a weight by 1e-10; fifty steps make up to 2e-9 of it (1 and 2 threads)
LOSS_TOLERANCES = {"adamw": 1e-7}


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Dataset:
    return Dataset(Split(dataset.train.images[:600], dataset.train.labels[:600]),
                   Split(dataset.test.images[:200], dataset.test.labels[:200]), dataset.source)


def recipe_of(layers: str, optimiser: str = "sgd") -> Recipe:
    return read_recipe({"layers": layers, "batch_size": 16, "optimiser": OPTIMISERS[optimiser]})


def batches(num: int, size: int, dtype: torch.dtype) -> Iterator[tuple[Tensor, Tensor]]:
    random = torch.Generator().manual_seed(7)
    for _ in range(num):
        yield (torch.randn(size, 1, 28, 28, generator=random, dtype=dtype),
               torch.randint(0, 10, (size,), generator=random))


def trained(recipe: Recipe, name: str, *, steps: int, size: int = 16,
            dtype: torch.dtype = torch.float64) -> tuple[Tensor, nn.Sequential]:
    """The losses of a path, and the model after it; lr and momentum change every step."""
    model = initial_model(recipe).to(dtype).train()
    optimiser = new_optimiser(recipe, model.parameters(), fused=BACKENDS[name].fused)
    step: BatchStep = batch_step(model, optimiser, BACKENDS[name], recipe)
    losses = []
    for index, (images, labels) in enumerate(batches(steps, size, dtype)):
        torch.manual_seed(index)
        loss, correct = step(images, labels, 0.05 / (index + 1), 0.95 - index / 500)
        assert 0 <= int(correct) <= size
        losses.append(loss)
    return torch.stack(losses), model


def assert_same_models(one: nn.Module, other: nn.Module, tolerance: float) -> None:
    expected: dict[str, Tensor] = other.state_dict()
    for name, value in one.state_dict().items():
        assert torch.allclose(value, expected[name], rtol=tolerance, atol=tolerance), name


# an optimiser knows no layers: every pair of the two is tried by ``make test-slow``
@pytest.mark.parametrize(("network", "optimiser"), [
    pytest.param(network, optimiser, marks=[] if (
        network == "all kinds" or optimiser == "plain sgd") else [pytest.mark.slow])
    for network in NETWORKS for optimiser in OPTIMISERS])
def test_fifty_fused_steps_equal_fifty_of_the_reference(network: str, optimiser: str) -> None:
    recipe = recipe_of(NETWORKS[network], optimiser)
    expected, reference = trained(recipe, "reference", steps=50)
    losses, model = trained(recipe, "fused", steps=50)
    tolerance = LOSS_TOLERANCES.get(optimiser, 1e-9)
    assert torch.allclose(losses, expected, rtol=0, atol=tolerance)
    assert_same_models(model, reference, 100 * tolerance)
    assert expected[-1] != expected[0]


def test_fused_steps_with_label_smoothing_equal_the_reference() -> None:
    recipe = recipe_of(NETWORKS[next(iter(NETWORKS))]).model_copy(update={"label_smoothing": 0.2})
    expected, reference = trained(recipe, "reference", steps=20)
    losses, model = trained(recipe, "fused", steps=20)
    assert torch.allclose(losses, expected, rtol=0, atol=1e-9)
    assert_same_models(model, reference, 1e-7)
    plain, _ = trained(recipe.model_copy(update={"label_smoothing": 0}), "reference", steps=20)
    assert not torch.allclose(plain, expected, rtol=0, atol=1e-3)


@pytest.mark.parametrize("step_id", SMALL_STEPS)
def test_fused_steps_of_every_published_network_equal_the_reference(step_id: str) -> None:
    recipe = STEPS[step_id].recipe
    expected, reference = trained(recipe, "reference", steps=5, size=8)
    losses, model = trained(recipe, "fused", steps=5, size=8)
    assert torch.allclose(losses, expected, rtol=0, atol=1e-10)
    assert_same_models(model, reference, 1e-8)


@pytest.mark.parametrize("network", NETWORKS)
def test_bfloat16_stays_near_the_reference(network: str) -> None:
    """At fifty points of the reference's way, in float32: it rounds a product by up to 0.4 %."""
    recipe = recipe_of(NETWORKS[network])
    model = initial_model(recipe).train()
    step = batch_step(model, new_optimiser(recipe, model.parameters()), BACKENDS["reference"],
                      recipe)
    losses, errors = [], []
    for index, batch in enumerate(batches(50, 16, torch.float32)):
        copy = deepcopy(model)
        torch.manual_seed(index)
        loss, _ = gradients_of(copy, BACKENDS["fused-bf16"], recipe)(*batch)
        torch.manual_seed(index)
        expected, _ = step(*batch, 0.05 / (index + 1), 0.95 - index / 500)
        losses.append(float(loss / expected))
        gradient, true = gradient_of(copy), gradient_of(model)
        errors.append(float((gradient - true).norm() / true.norm()))
    assert losses == pytest.approx([1] * 50, abs=0.005)
    assert max(errors) < 0.5
    assert sum(errors) / 50 < 0.15


def gradient_of(model: nn.Module) -> Tensor:
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()
                      if parameter.grad is not None])


@pytest.mark.parametrize("path", ["fused", "fused-bf16"])
def test_what_is_no_number_shows_in_the_loss(path: str) -> None:
    recipe = STEPS["finetune-6"].recipe
    model = initial_model(recipe).train()
    with torch.no_grad():
        next(model.parameters())[0] = torch.nan
    loss, _ = gradients_of(model, BACKENDS[path], recipe)(*next(batches(1, 8, torch.float32)))
    assert loss.isnan()


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_an_optimiser_in_tensors_equals_pytorchs(optimiser: str) -> None:
    """What a CUDA graph holds, run here without one: fifty steps with a changing lr."""
    recipe = recipe_of(NETWORKS["all kinds"], optimiser)
    expected, reference = trained(recipe, "reference", steps=50)
    model = initial_model(recipe).double().train()
    step = CapturedStep(model, new_optimiser(recipe, model.parameters()), recipe.batch_size, Loss())
    losses = []
    for index, (images, labels) in enumerate(batches(50, 16, torch.float64)):
        torch.manual_seed(index)
        step.set_rates(0.05 / (index + 1), 0.95 - index / 500)
        losses.append(step.run(images, labels)[0])
    assert torch.allclose(torch.stack(losses), expected, rtol=0, atol=1e-9)
    assert_same_models(model, reference, 1e-7)


def test_a_checkpoint_of_one_optimiser_goes_on_with_the_other() -> None:
    recipe = recipe_of("gap flatten linear(10)", "adam")
    model = initial_model(recipe).train()
    ordinary = new_optimiser(recipe, model.parameters())
    images, labels = next(batches(1, 16, torch.float32))
    reference = BACKENDS["reference"]
    batch_step(model, ordinary, reference, recipe)(images, labels, 0.01, 0.9)
    other = initial_model(recipe).train()
    other.load_state_dict(model.state_dict())
    taken_over = new_optimiser(recipe, other.parameters())
    taken_over.load_state_dict(deepcopy(ordinary.state_dict()))
    batch_step(model, ordinary, reference, recipe)(images, labels, 0.02, 0.8)
    step = CapturedStep(other, taken_over, 16, Loss())
    step.set_rates(0.02, 0.8)
    step.run(images, labels)
    assert_same_models(other, model, 1e-6)
    restored = new_optimiser(recipe, other.parameters())
    restored.load_state_dict(taken_over.state_dict())
    assert len(TensorOptimiser(restored).state) == 3 * len(list(other.parameters()))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_a_gpu_really_captures_the_step() -> None:
    recipe = recipe_of(NETWORKS["all kinds"])
    model = initial_model(recipe).cuda().train()
    step = CapturedStep(model, new_optimiser(recipe, model.parameters()), 16, Loss())
    images, labels = next(batches(1, 16, torch.float32))
    step(images.cuda(), labels.cuda(), 0.01, 0.9)
    assert step.is_captured


@pytest.mark.parametrize("path", ["reference", "fused", "fused-bf16"])
def test_every_path_goes_on_from_a_checkpoint_with_the_same_bits(
        digits: Dataset, path: str) -> None:
    recipe = apply(STEPS["strategy-4"].recipe, {"epochs": 2, "batch_size": 64})

    def curve(checkpoint: bytes | None = None, stop_after: int | None = None
              ) -> tuple[list[float], bytes, list[EpochDone]]:
        losses: list[float] = []
        epochs: list[EpochDone] = []
        # a resumed run keeps its own path, whatever is asked for
        training = train(recipe, digits, CPU, checkpoint, path="reference" if checkpoint else path)
        event: object = next(training)
        while not isinstance(event, Finished):
            if len(losses) == stop_after:
                saved = training.send("checkpoint")
                assert isinstance(saved, Checkpoint)
                return losses, saved.data, epochs
            event = training.send("one batch")
            if isinstance(event, Batches):
                losses += event.loss
            elif isinstance(event, EpochDone):
                epochs.append(event)
        return losses, b"", epochs

    whole, _, epochs = curve()
    first, saved, _ = curve(stop_after=7)
    rest, _, resumed = curve(saved)
    assert first + rest == whole
    assert (resumed[-1].evaluation.log_probabilities
            == epochs[-1].evaluation.log_probabilities).all()


def test_the_fastest_path_of_a_cpu_needs_no_stopwatch() -> None:
    assert choose_backend("auto", CPU).name == ("fused-bf16" if has_bf16() else "fused")
    assert choose_backend("auto", torch.device("cuda")).name == "captured"


@pytest.mark.parametrize(("name", "sentence"), [
    ("quick", "unknown backend `quick`; use auto, reference, fused, fused-bf16, captured."),
    ("captured", "The backend captured needs a CUDA GPU; use auto."),
])
def test_a_path_that_cannot_be_gone_is_refused(name: str, sentence: str) -> None:
    with pytest.raises(ValueError) as raised:
        choose_backend(name, CPU)
    assert str(raised.value) == sentence


def test_a_loop_for_cpus_is_refused_on_a_gpu() -> None:
    with pytest.raises(ValueError, match=r"^The backend fused-bf16 is for CPUs; use auto\.$"):
        choose_backend("fused-bf16", torch.device("cuda"))


def test_a_run_of_an_older_version_goes_on_by_what_its_path_became() -> None:
    assert choose_backend("wide-bf16", CPU) == BACKENDS["fused-bf16"]
    assert choose_backend("wide", CPU) == BACKENDS["fused"]


def test_a_fused_step_leaves_the_shapes_as_they_were() -> None:
    recipe = recipe_of(NETWORKS["all kinds"])
    model = initial_model(recipe).train()
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    images, labels = next(batches(1, 16, torch.float32))
    batch_step(model, new_optimiser(recipe, model.parameters()), BACKENDS["fused"], recipe)(
        images, labels, 0.01, 0.9)
    assert {name: value.shape for name, value in model.state_dict().items()} == shapes

"""Everything that a GPU would compute runs under fake tensors on "cuda", so that a tensor which was
left on the CPU is caught without a card.

A fake tensor has a device, a type and a shape, but no values; PyTorch checks with it what it would
check on the device. Parameters are drawn on the CPU whatever the device, so these are real first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, cast

import pytest
import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode, unset_fake_temporarily

from mnist_core.augment.augmentation import Augmentation
from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.augment.elastic_draw import _blur
from mnist_core.augment.pipeline import Draws, Streams, draw
from mnist_core.augment.rotation import Rotation
from mnist_core.data.plan import EpochPlan
from mnist_core.fast.captured_step import CapturedStep
from mnist_core.ladders import find_step
from mnist_core.many_seeds import batched_seeds
from mnist_core.many_seeds.batched_network import BatchedNetwork
from mnist_core.network.dropout import _spaced
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.evaluate import ChunkedEvaluation
from mnist_core.training.rates import Rate
from mnist_core.training.setup import initial_model, new_optimiser
from mnist_core.training.step.backends import BACKENDS
from mnist_core.training.step.loss import Loss
from mnist_core.training.step.step import batch_step, forward_of

CUDA = torch.device("cuda")
BATCH, NUM = 4, 10
# every kind of layer
LAYERS = ("conv3x3(4,p1,bias) relu bn drop(.1) maxpool2 conv3x3(4,s2,g2) bn relu avgpool2 "
          "conv1x1(4,d2) relu drop(.1) flatten linear(16) bn relu linear(10)")
GAP = "conv3x3(4) bn relu gap conv1x1(10) flatten"
AUGMENTED: dict[str, dict[str, Any]] = {
    "none": {},
    **{repr(example): {kind.name: example}
       for kind in AUGMENTATIONS.values() for example in kind.examples()},
    "all": {kind.name: kind.examples()[0] for kind in AUGMENTATIONS.values()},
}
OPTIMISERS = ["sgd", "adam", "adamw"]


def recipe_of(layers: str = LAYERS, optimiser: str = "sgd", **augmentation: Any) -> Recipe:
    recipe = apply(find_step("strategy-4").recipe, {
        "layers": layers, "optimiser": optimiser, "batch_size": BATCH})
    return recipe.model_copy(update={"rotation": None, **augmentation})


_trained: list[Tensor] = []


def _give_gradients(_: Tensor) -> None:
    for parameter in _trained:
        parameter.grad = torch.zeros_like(parameter)


@pytest.fixture(autouse=True)
def fake_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with a GPU, as far as devices, types and shapes go."""
    mode = FakeTensorMode()

    def drawn(augmentations: Sequence[Augmentation], num: int, streams: Streams) -> Draws:
        with unset_fake_temporarily():
            draws = draw(augmentations, num, streams)
        return Draws(tuple(replace(cast(Any, one), **{
            field.name: mode.from_tensor(value) for field in fields(cast(Any, one))
            if isinstance(value := getattr(one, field.name), Tensor)}) for one in draws.draws))
    monkeypatch.setattr("mnist_core.data.plan.draw", drawn)
    # autograd starts a thread a device, which needs the device: gradients are those it would give
    monkeypatch.setattr(torch.autograd, "grad",
                        lambda _, parameters: [torch.zeros_like(p) for p in parameters])
    monkeypatch.setattr(Tensor, "backward", _give_gradients)
    _trained.clear()
    # what it keeps from one batch to the next must not be fake afterwards
    kept = (_spaced, _blur)
    for cached in kept:
        cached.cache_clear()
    with mode:
        yield
    for cached in kept:
        cached.cache_clear()


def on_gpu(recipe: Recipe) -> nn.Sequential:
    model = initial_model(recipe)
    # `Module.to` swaps tensors in place, which fake ones do not allow
    for module in model.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            module.register_parameter(name, nn.Parameter(parameter.detach().to(CUDA)))
        for name, buffer in list(module.named_buffers(recurse=False)):
            module.register_buffer(name, buffer.to(CUDA))
    _trained.extend(model.parameters())
    return model.train()


def digits() -> tuple[Tensor, Tensor]:
    return (torch.zeros(NUM, 28, 28, dtype=torch.uint8, device=CUDA),
            torch.zeros(NUM, dtype=torch.int64, device=CUDA))


def assert_on_gpu(*values: Tensor) -> None:
    assert {value.device.type for value in values} == {"cuda"}


def test_a_tensor_left_on_the_cpu_is_caught() -> None:
    with pytest.raises(RuntimeError, match="device"):
        digits()[0].float() + torch.ones(28)


@pytest.mark.parametrize("augmented", AUGMENTED.values(), ids=AUGMENTED)
def test_every_augmentation_of_every_batch_stays_on_the_gpu(augmented: dict[str, Any]) -> None:
    epoch = EpochPlan(recipe_of(**augmented), 0, *digits())
    for index, size in enumerate((4, 4, 2)):
        images, labels = epoch.batch(index)
        assert_on_gpu(images, labels)
        assert images.shape == (size, 1, 28, 28) and images.dtype == torch.float32


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("layers", [LAYERS, GAP], ids=["all layers", "gap"])
def test_the_eager_step_stays_on_the_gpu(layers: str,
                                         optimiser: str) -> None:
    recipe = recipe_of(layers, optimiser, rotation=Rotation(degrees=7))
    model = on_gpu(recipe)
    step = batch_step(model, new_optimiser(recipe, model.parameters()), BACKENDS["reference"],
                      recipe)
    plan = EpochPlan(recipe, 0, *digits())
    for index in range(3):
        assert_on_gpu(*step(*plan.batch(index), 0.01, 0.9))
    assert_on_gpu(*model.state_dict().values())


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("layers", [LAYERS, GAP], ids=["all layers", "gap"])
def test_what_a_graph_captures_stays_on_the_gpu(layers: str,
                                                optimiser: str) -> None:
    recipe = recipe_of(layers, optimiser)
    model = on_gpu(recipe)
    made = new_optimiser(recipe, model.parameters())
    step = CapturedStep(model, made, BATCH, Loss())
    plan = EpochPlan(recipe, 0, *digits())
    for index in range(3):
        step.set_rates(0.01, 0.9)
        assert_on_gpu(*step.run(*plan.batch(index)))
    assert_on_gpu(*model.state_dict().values())
    assert_on_gpu(*(value for state in made.state.values() for value in state.values()))


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_an_optimiser_that_comes_back_from_a_checkpoint_is_on_the_gpu(
        optimiser: str) -> None:
    recipe = recipe_of(GAP, optimiser)
    model = on_gpu(recipe)
    made = new_optimiser(recipe, model.parameters())
    CapturedStep(model, made, BATCH, Loss()).run(*EpochPlan(recipe, 0, *digits()).batch(0))
    saved = made.state_dict()
    # as a checkpoint arrives: on the CPU
    saved["state"] = {index: {name: value.cpu() for name, value in state.items()}
                      for index, state in saved["state"].items()}
    other = on_gpu(recipe)
    restored = new_optimiser(recipe, other.parameters())
    restored.load_state_dict(saved)
    # the eager step counts its steps on the CPU
    assert_on_gpu(*(value for state in restored.state.values()
                    for name, value in state.items() if name != "step"))
    step = CapturedStep(other, restored, BATCH, Loss())
    assert_on_gpu(*step.run(*EpochPlan(recipe, 0, *digits()).batch(0)))


def test_digits_are_measured_on_the_gpu() -> None:
    recipe = recipe_of()
    model = on_gpu(recipe)
    reading = ChunkedEvaluation(model, *digits(), recipe.normalisation,
                                forward_of(model, BACKENDS["reference"], recipe))
    while not reading.is_done:
        reading.read_chunk()
    assert_on_gpu(*reading._answers)


@pytest.mark.parametrize("layers", [LAYERS, GAP], ids=["all layers", "gap"])
def test_several_seeds_at_once_stay_on_the_gpu(layers: str,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batched_seeds, "seed_default", lambda *_: None)
    recipes = [recipe_of(layers, rotation=Rotation(degrees=7)).model_copy(update={"seed": seed})
               for seed in (1, 2)]
    states = [initial_model(recipe).state_dict() for recipe in recipes]
    group = batched_seeds._Group.__new__(batched_seeds._Group)
    group._recipe, group._recipes, group._device = recipes[0], recipes, CUDA
    group._network = BatchedNetwork(recipes[0].network, states, CUDA)
    group._optimiser = new_optimiser(recipes[0], group._network.parameters)
    _trained.extend(group._network.parameters)
    group._train, group._plans = digits(), None
    group.num_batches, group.position = 3, 0
    group._measured, group._own_rates, group._loss = group._network, None, Loss()
    for _ in range(3):
        loss, correct, _ = group._step([Rate(0.01, 0.9)] * 2)
        assert_on_gpu(loss, correct)
        group.position += 1
    images, _ = digits()
    masks = None
    with torch.inference_mode():
        assert_on_gpu(group._network.logits(
            images.unsqueeze(1).float().expand(-1, 2, -1, -1), masks))
    assert_on_gpu(*group._network.state.values())

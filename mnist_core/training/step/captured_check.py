"""Whether this GPU's captured step trains as the eager one does, tried before a run relies on it.

A graph that was captured wrongly does not fail: it repeats an old batch, rate or mask, and the
loss looks almost right. So both train three steps from the same start, on copies, with different
digits, rates and masks each time.
"""

from collections.abc import Callable
from copy import deepcopy

import torch
from torch import Tensor, nn

from mnist_core.base.machine.devices import is_gpu_error, is_out_of_memory
from mnist_core.base.rng import generator, seed_default
from mnist_core.network.geometry import IMAGE_SIZE, NUM_CLASSES
from mnist_core.recipe.recipe import SGD, Recipe
from mnist_core.training.rates import momentum_of
from mnist_core.training.setup import new_optimiser
from mnist_core.training.step.backends import BACKENDS, Backend
from mnist_core.training.step.step import BatchStep, EagerStep, batch_step, gradients_of

NUM_STEPS = 3
MOST_DIGITS = 1024
HIGHEST_LR = 0.01
"""Beyond it three steps may magnify rounding until nothing agrees."""
LOSS_TOLERANCE = 1e-3
"""How far a loss may lie from the eager one, as a share of it."""
SGD_TOLERANCE, ADAM_TOLERANCE = 0.01, 0.1
"""How far the way that the weights went may end from the eager one's, as a share of its length, and
likewise that of batch norm's statistics. Adam's first steps are signs of gradients, and those of a
bias before a batch norm are rounding alone. A mask, rate or batch that is not renewed misses by
half and more."""

MakeStep = Callable[[nn.Sequential], BatchStep]


def proved_backend(backend: Backend, model: nn.Sequential, recipe: Recipe) -> tuple[Backend, str]:
    """The backend itself, or the eager one and why, in a sentence. ``model`` is not changed.

    Raises:
        RuntimeError: the GPU is lost or has no memory left.
    """
    if not backend.captured:
        return backend, ""
    reference = BACKENDS["reference"]
    recipe = recipe.model_copy(update={"batch_size": min(recipe.batch_size, MOST_DIGITS)})

    def eager(copy: nn.Sequential) -> BatchStep:
        return EagerStep(new_optimiser(recipe, copy.parameters()),
                         gradients_of(copy, reference, recipe))

    def captured(copy: nn.Sequential) -> BatchStep:
        return batch_step(copy, new_optimiser(recipe, copy.parameters()), backend, recipe)
    try:
        differs = difference(model, recipe, eager, captured)
    except Exception as error:
        if is_out_of_memory(error):
            raise
        if is_gpu_error(error) and "captur" not in str(error):
            raise
        return reference, f"The step could not be captured as a CUDA graph ({_short(error)})."
    return (reference, differs) if differs else (backend, "")


def difference(model: nn.Sequential, recipe: Recipe, expected: MakeStep, tried: MakeStep) -> str:
    """How the tried step differs from the expected one, in a sentence; empty where they agree."""
    losses, ways = zip(*(_trained(model, recipe, make) for make in (expected, tried)), strict=True)
    if not torch.allclose(losses[1], losses[0], rtol=LOSS_TOLERANCE, atol=1e-6):
        return ("The captured step's loss differs from the eager step's: "
                f"{losses[1].tolist()} in place of {losses[0].tolist()}.")
    tolerance = SGD_TOLERANCE if isinstance(recipe.optimiser, SGD) else ADAM_TOLERANCE
    for what, expected_way, way in zip(("weights", "statistics"), *ways, strict=True):
        share = float((way - expected_way).norm() / expected_way.norm().clamp_min(1e-30))
        # what is not a number is not within any tolerance
        if not share <= tolerance:
            return (f"After {NUM_STEPS} captured steps the {what} differ from those of eager steps "
                    f"by {100 * share:.1f} % of their way, and {100 * tolerance:.0f} % is "
                    "rounding.")
    return ""


def _trained(model: nn.Sequential, recipe: Recipe,
             make: MakeStep) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Losses [NUM_STEPS], and the ways of weights and of statistics as a vector each."""
    copy = deepcopy(model).train()
    before = _vectors(copy)
    step = make(copy)
    device = next(model.parameters()).device
    random = generator(recipe.seed, "captured check")
    lr, momentum = min(recipe.optimiser.lr, HIGHEST_LR), momentum_of(recipe)
    losses = []
    for index in range(NUM_STEPS):
        images = torch.randn(recipe.batch_size, 1, IMAGE_SIZE, IMAGE_SIZE, generator=random)
        labels = torch.randint(NUM_CLASSES, (recipe.batch_size,), generator=random)
        seed_default(device, recipe.seed, index, "captured check")
        loss, _ = step(images.to(device), labels.to(device), lr / (1 + index),
                       momentum * (1 - index / 10))
        losses.append(loss.float().cpu())
    weights, statistics = (now - then for now, then in zip(_vectors(copy), before, strict=True))
    return torch.stack(losses), (weights, statistics)


def _vectors(model: nn.Sequential) -> list[Tensor]:
    """All weights, and all statistics, on the CPU."""
    return [torch.cat([torch.empty(0, dtype=torch.float64),
                       *(value.detach().flatten().double().cpu() for value in values)])
            for values in (model.parameters(), model.buffers())]


def _short(error: Exception) -> str:
    return " ".join(str(error).split("\n", 1)[0].split())[:200] or type(error).__name__

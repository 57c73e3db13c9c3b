"""What a training starts from: its digits, its weights, its optimiser, its last batch checked."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from mnist_core.base.rng import stream_seed
from mnist_core.data.mnist import Dataset, Split
from mnist_core.network.build import build
from mnist_core.network.geometry import describe
from mnist_core.recipe.recipe import SGD, Adam, Recipe
from mnist_core.training.memory import check_memory
from mnist_core.training.step.backends import Backend


def check_digits(recipe: Recipe, available: int) -> int:
    """How many digits the recipe trains on, of ``available`` training digits.

    Raises:
        ValueError: too few are left, or the last batch could not be trained.
    """
    num_train = num_trained(recipe, available)
    check_last_batch(recipe, num_train)
    return num_train


def check_start(recipe: Recipe, available: int, backend: Backend, device: torch.device) -> int:
    """Check all that a training is refused for before its first batch; gives the number of digits.

    Whoever records a run asks this first, so that what cannot be trained leaves nothing behind.

    Raises:
        ValueError: what ``check_digits`` refuses, or a batch for which no memory is free.
    """
    num_train = check_digits(recipe, available)
    check_memory(recipe, backend, device, num_train)
    return num_train


def num_trained(recipe: Recipe, available: int) -> int:
    """How many digits are trained on, of ``available`` training digits and the class's own.

    Raises:
        ValueError: none of MNIST's are left.
    """
    return _num_of_mnist(recipe, available) + recipe.num_class_digits


def training_digits(recipe: Recipe, data: Dataset) -> tuple[Split, Split]:
    """What a recipe trains on, the class's own digits last, and what it holds out: MNIST's digits
    right behind those that are trained on.

    Raises:
        ValueError: nothing is left to train on, or the class's digits are not here.
    """
    num = _num_of_mnist(recipe, len(data.train))
    images, labels = data.train.images, data.train.labels
    held_out = slice(num, num + recipe.held_out)
    trained = Split(images[:num], labels[:num])
    if recipe.class_digits:
        if data.added is None or len(data.added) != recipe.num_class_digits:
            raise ValueError("The class's digits that this recipe trains on are not here; take "
                             "them out of the recipe (class_digits), or choose the set of today.")
        trained = Split(torch.cat((trained.images, data.added.images)),
                        torch.cat((trained.labels, data.added.labels)))
    return trained, Split(images[held_out], labels[held_out])


def _num_of_mnist(recipe: Recipe, available: int) -> int:
    """How many of the first digits are trained on; those held out come right behind them.

    Raises:
        ValueError: none are left.
    """
    num = min(recipe.num_train or available, available)
    if num - recipe.held_out < 1:
        raise ValueError(f"held_out {recipe.held_out:,} leaves nothing to train on: there are "
                         f"{num:,} training digits; hold out fewer.")
    return num - recipe.held_out


def initial_model(recipe: Recipe) -> nn.Sequential:
    """The network as its seed draws it, on the CPU; the caller's random numbers stay untouched."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(stream_seed(recipe.seed, "weights"))
        return build(recipe.network)


def new_optimiser(recipe: Recipe, parameters: Iterable[Tensor], *,
                  fused: bool = False) -> torch.optim.Optimizer:
    """The recipe's optimiser for parameters that are already on their device.

    ``fused`` updates all of them in one call, which rounds a little differently.
    """
    chosen = recipe.optimiser
    if isinstance(chosen, SGD):
        return torch.optim.SGD(parameters, chosen.lr, chosen.momentum, fused=fused,
                               nesterov=chosen.nesterov, weight_decay=chosen.weight_decay)
    kind = torch.optim.Adam if isinstance(chosen, Adam) else torch.optim.AdamW
    return kind(parameters, chosen.lr, (chosen.beta1, chosen.beta2), fused=fused,
                weight_decay=chosen.weight_decay)


def check_last_batch(recipe: Recipe, num_train: int) -> None:
    """Refuse a last batch over which batch norm sees one value, which has no variance.

    Raises:
        ValueError: PyTorch could not train it.
    """
    if recipe.batch_size != 1 and num_train % recipe.batch_size != 1:
        return
    rows = describe(recipe.network).layers
    for position, row in enumerate(rows, start=1):
        if row.token == "bn" and row.size_in == 1:
            raise ValueError(
                f"layer {position} `bn` sees one value a digit, and batch size "
                f"{recipe.batch_size:,} leaves a batch of a single digit: choose another size.")

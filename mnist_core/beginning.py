"""What a training starts from: its weights, its optimiser, and a check of its last batch."""

import torch
from torch import nn

from mnist_core.geometry import describe
from mnist_core.network import build
from mnist_core.recipe import SGD, Adam, Recipe
from mnist_core.streams import stream_seed


def initial_model(recipe: Recipe) -> nn.Sequential:
    """The network as its seed draws it, on the CPU; the caller's random numbers stay untouched."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(stream_seed(recipe.seed, "weights"))
        return build(recipe.network)


def new_optimiser(recipe: Recipe, model: nn.Module) -> torch.optim.Optimizer:
    """The recipe's optimiser for a model that is already on its device."""
    chosen = recipe.optimiser
    if isinstance(chosen, SGD):
        return torch.optim.SGD(model.parameters(), chosen.lr, chosen.momentum,
                               nesterov=chosen.nesterov, weight_decay=chosen.weight_decay)
    kind = torch.optim.Adam if isinstance(chosen, Adam) else torch.optim.AdamW
    return kind(model.parameters(), chosen.lr, (chosen.beta1, chosen.beta2),
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
                f"token {position} `bn` sees one value a digit, and batch size "
                f"{recipe.batch_size:,} leaves a batch of a single digit: choose another size.")

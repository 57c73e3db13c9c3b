"""What a recipe will do, before any time is spent on it: its learning rate and its digits."""

import math
from functools import lru_cache
from io import BytesIO

import numpy as np
import torch
from PIL import Image

from mnist_core.augment.augmentation import Augmentation
from mnist_core.augment.pipeline import augment, draw
from mnist_core.base.rng import generator
from mnist_core.data.mnist import Dataset
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.rates import table

NUM_DIGITS = 16


def planned_rates(recipe: Recipe, num_train: int, max_points: int = 400) -> dict[str, list[float]]:
    """Learning rate and momentum over the run: ``at`` in epochs, ``lr``, ``momentum``."""
    num_batches = math.ceil(num_train / recipe.batch_size)
    planned = table(recipe, num_batches)
    lr = planned.lr
    steps = np.unique(np.linspace(0, len(lr) - 1, min(len(lr), max_points)).astype(int))
    # a jump between two epochs must be drawn as a jump
    jumps = np.flatnonzero(np.diff(lr))
    if len(jumps) < max_points:
        steps = np.union1d(steps, np.concatenate([jumps, jumps + 1]))
    return {"at": ((steps + 1) / num_batches).tolist(), "lr": lr[steps].tolist(),
            "momentum": planned.momentum[steps].tolist()}


def planned_lr(recipe: Recipe, num_train: int) -> dict[str, list[float]]:
    """The learning rate over the run: ``at`` in epochs, ``value``."""
    rates = planned_rates(recipe, num_train)
    return {"at": rates["at"], "value": rates["lr"]}


def augmented_digits(recipe: Recipe, data: Dataset, shake: int = 0) -> bytes:
    """A PNG: sixteen training digits as they are, and below them as this recipe shows them.

    Side by side, 28 x 28 pixels each. Every ``shake`` draws other turns, shifts and shades.
    """
    return _augmented(recipe.augmentations, recipe.seed, data, shake)


@lru_cache(maxsize=64)
def _augmented(augmentations: tuple[Augmentation, ...], seed: int, data: Dataset,
               shake: int) -> bytes:
    originals = data.train.images[:NUM_DIGITS]
    draws = draw(augmentations, NUM_DIGITS,
                 lambda name: generator(seed, "preview", shake, name))
    changed = augment(originals, draws.rows(slice(None), torch.device("cpu")))
    rows = [np.concatenate(list(digits.numpy()), axis=1) for digits in (originals, changed)]
    buffer = BytesIO()
    Image.fromarray(np.concatenate(rows)).save(buffer, "png")
    return buffer.getvalue()

"""What a recipe will do, before any time is spent on it: its learning rate and its digits."""

import math
from io import BytesIO

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from mnist_core.augment import augment, draw
from mnist_core.dataset import Dataset
from mnist_core.recipe import Recipe
from mnist_core.schedule import table
from mnist_core.streams import generator

NUM_DIGITS = 16
ZOOM = 3


def planned_lr(recipe: Recipe, num_train: int, max_points: int = 400) -> dict[str, list[float]]:
    """The learning rate over the run: ``at`` in epochs, ``value``."""
    num_batches = math.ceil(num_train / recipe.batch_size)
    lr = table(recipe, num_batches).lr
    steps = np.unique(np.linspace(0, len(lr) - 1, min(len(lr), max_points)).astype(int))
    # a jump between two epochs must be drawn as a jump
    jumps = np.flatnonzero(np.diff(lr))
    if len(jumps) < max_points:
        steps = np.union1d(steps, np.concatenate([jumps, jumps + 1]))
    return {"at": ((steps + 1) / num_batches).tolist(), "value": lr[steps].tolist()}


def augmented_digits(recipe: Recipe, data: Dataset) -> bytes:
    """A PNG: sixteen training digits as they are, and below them as this recipe shows them."""
    originals = data.train.images[:NUM_DIGITS]
    draws = draw(recipe, NUM_DIGITS, generator(recipe.seed, "preview"))
    changed = augment(originals, draws.rows(slice(None), torch.device("cpu")))
    rows = [_strip(digits.numpy()) for digits in (originals, changed)]
    buffer = BytesIO()
    Image.fromarray(np.concatenate(rows)).save(buffer, "png")
    return buffer.getvalue()


def _strip(digits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[N, 28, 28] side by side, enlarged, with a thin gap."""
    large = digits.repeat(ZOOM, axis=1).repeat(ZOOM, axis=2)
    padded = np.pad(large, ((0, 0), (0, ZOOM), (0, ZOOM)), constant_values=40)
    return np.concatenate(list(padded), axis=1)

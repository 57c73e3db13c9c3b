"""Compile every loop before it is needed: ``python -m mnist_core.training.compile_loops``."""

import time
from functools import cache

import torch

from mnist_core.base.rng import generator
from mnist_core.data.augment import augment, warping
from mnist_core.network.geometry import IMAGE_SIZE
from mnist_core.recipe.model import Affine, Colour, Perspective, Recipe, Rotation
from mnist_core.training.backends import BACKENDS
from mnist_core.training.setup import initial_model
from mnist_core.training.step import gradients_of

# each loop at least once: two kinds of pooling, relu before and behind a norm, dropout
_EVERY_LOOP = Recipe(
    layers="conv3x3(2) relu bn drop(.1) maxpool2 conv3x3(2) bn relu gap conv1x1(10) flatten",
    rotation=Rotation(degrees=5), affine=Affine(degrees=5),
    perspective=Perspective(distortion=0.1, probability=1), colour=Colour(brightness=0.1))
_NUM_DIGITS = 4


@cache
def compile_loops() -> float:
    """Train a few empty digits in every way, once a process; how long it took, in seconds.

    About 20 s where nothing is compiled yet; later processes find what this one compiled.
    """
    began = time.perf_counter()
    digits = torch.zeros(_NUM_DIGITS, IMAGE_SIZE, IMAGE_SIZE, dtype=torch.uint8)
    warping.augment(digits, augment.draw(_EVERY_LOOP, _NUM_DIGITS, generator(0, "ready")))
    images, labels = digits.unsqueeze(1).float(), torch.zeros(_NUM_DIGITS, dtype=torch.int64)
    for path in BACKENDS.values():
        if path.fused:
            gradients_of(initial_model(_EVERY_LOOP).train(), path, _EVERY_LOOP)(images, labels)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(f"Compiled our loops for this CPU in {compile_loops():.0f} s.")

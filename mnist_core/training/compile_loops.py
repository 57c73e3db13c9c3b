"""Compile every loop before it is needed: ``python -m mnist_core.training.compile_loops``."""

import time
from functools import cache

import torch

from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.augment.pipeline import augment_compiled, draw
from mnist_core.base.rng import generator
from mnist_core.network.geometry import IMAGE_SIZE
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.setup import initial_model
from mnist_core.training.step.backends import BACKENDS
from mnist_core.training.step.step import gradients_of

# each loop at least once: two kinds of pooling, relu before and behind a norm, dropout
_EVERY_LOOP = Recipe(
    layers="conv3x3(2) relu bn drop(.1) maxpool2 conv3x3(2) bn relu gap conv1x1(10) flatten")
_NUM_DIGITS = 4


@cache
def compile_loops() -> float:
    """Train a few empty digits in every way, once a process; how long it took, in seconds.

    About 20 s where nothing is compiled yet; later processes find what this one compiled.
    """
    began = time.perf_counter()
    digits = torch.zeros(_NUM_DIGITS, IMAGE_SIZE, IMAGE_SIZE, dtype=torch.uint8)
    for example in (one for kind in AUGMENTATIONS.values() for one in kind.examples()):
        augment_compiled(digits, draw((example,), _NUM_DIGITS,
                                      lambda name: generator(0, "ready", name)))
    images, labels = digits.unsqueeze(1).float(), torch.zeros(_NUM_DIGITS, dtype=torch.int64)
    for backend in BACKENDS.values():
        if backend.fused:
            gradients_of(initial_model(_EVERY_LOOP).train(), backend, _EVERY_LOOP)(images, labels)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(f"Compiled our loops for this CPU in {compile_loops():.0f} s.")

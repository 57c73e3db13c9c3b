"""The plan of one epoch: which digits make up each batch, and how each digit is augmented."""

import torch
from torch import Tensor

from mnist_core.augment.pipeline import augment, augment_compiled, draw
from mnist_core.base.rng import generator
from mnist_core.data.normalise import normalise
from mnist_core.recipe.recipe import Recipe

# digits augmented at once: large enough to hide the cost of a call, small enough for a cache
CHUNK_DIGITS = 2048


class EpochPlan:
    """Batches of one epoch, a function of (seed, epoch) and of nothing that happened before.

    Digits are augmented some batches at a time. Where a chunk begins depends on the batch size
    alone, so a batch is the same bits whether the epoch was started there or at its beginning.
    """

    def __init__(self, recipe: Recipe, epoch: int, images: Tensor, labels: Tensor) -> None:
        """``images`` uint8 [N, 28, 28] and ``labels`` int64 [N], on the training device."""
        num = len(labels)
        self._recipe = recipe
        order = torch.randperm(num, generator=generator(recipe.seed, epoch, "order"))
        self._order = order.to(labels.device)
        self._draws = draw(recipe.augmentations, num,
                           lambda name: generator(recipe.seed, epoch, name))
        self._images, self._labels = images, labels
        self._batches_a_chunk = max(1, CHUNK_DIGITS // recipe.batch_size)
        self._chunk = -1
        self._chunk_images = self._chunk_labels = labels[:0]

    def batch(self, index: int) -> tuple[Tensor, Tensor]:
        """Batch ``index`` from 0: normalised float32 [B, 1, 28, 28] and int64 labels [B]."""
        chunk, within = divmod(index, self._batches_a_chunk)
        if chunk != self._chunk:
            self._load(chunk)
        size = self._recipe.batch_size
        rows = slice(within * size, (within + 1) * size)
        return (normalise(self._chunk_images[rows], self._recipe.normalisation),
                self._chunk_labels[rows])

    def _load(self, chunk: int) -> None:
        size = self._batches_a_chunk * self._recipe.batch_size
        places = slice(chunk * size, (chunk + 1) * size)
        digits = self._order[places]
        device = self._images.device
        apply = augment_compiled if device.type == "cpu" else augment
        self._chunk_images = apply(self._images[digits], self._draws.rows(places, device))
        self._chunk_labels = self._labels[digits]
        self._chunk = chunk

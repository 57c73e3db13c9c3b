"""A close look at one batch before and after its step: its digits, and how far each layer moved.

Both are computed on copies of the network, so that the training goes on with the same bits.
"""

import math
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mnist_core.base.files.array_file import read_arrays
from mnist_core.recipe.recipe import Normalisation, Recipe
from mnist_core.training.evaluate import Evaluation, checked_evaluation
from mnist_core.training.step.backends import Backend
from mnist_core.training.step.loss import loss_of
from mnist_core.training.step.step import gradients_of

MAX_DIGITS = 256
"""Digits kept of a batch: more than anybody looks through."""


@dataclass(frozen=True, slots=True)
class LayerMove:
    """What one step did to the weights of one layer.

    Attributes:
        index: counts the network's tokens from 0.
        norm: Euclidean norm of the loss's gradient over all weights of the layer, before the step.
        moved: Euclidean norm of the change of these weights, as a share of their own before; NaN
            where they were all zero.
    """

    index: int
    token: str
    norm: float
    moved: float


@dataclass(frozen=True, slots=True)
class BatchReading:
    """What a network makes of one batch: ``loss`` is the mean cross-entropy of all its digits, in
    nats, ``evaluation`` is of the N digits that are kept."""

    loss: float
    num_correct: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class BatchLook:
    """One batch as it was trained: augmented, and with the same dropout before and after its step.

    Attributes:
        position: which batch of the run, counted from 0.
        counts: int64 [10]: how often each digit stands in it.
        images: uint8 [N, 28, 28], the hardest of its digits before the step first, at most
            ``MAX_DIGITS``.
        moves: of the layers that have weights, in execution order.
    """

    position: int
    counts: NDArray[np.int64]
    images: NDArray[np.uint8]
    before: BatchReading
    after: BatchReading
    moves: tuple[LayerMove, ...]

    @property
    def num_digits(self) -> int:
        return int(self.counts.sum())

    def to_bytes(self) -> bytes:
        buffer = BytesIO()
        np.savez_compressed(
            buffer, position=self.position, counts=self.counts, images=self.images,
            labels=self.before.evaluation.labels,
            log_probabilities=self.before.evaluation.log_probabilities,
            log_probabilities_after=self.after.evaluation.log_probabilities,
            losses=[self.before.loss, self.after.loss],
            num_correct=[self.before.num_correct, self.after.num_correct],
            layers=[layer.index for layer in self.moves],
            tokens=[layer.token for layer in self.moves],
            norms=[layer.norm for layer in self.moves],
            moved=[layer.moved for layer in self.moves])
        return buffer.getvalue()


def batch_look_from_bytes(data: bytes) -> BatchLook:
    """The inverse of ``BatchLook.to_bytes``; loads plain arrays only.

    Raises:
        DamagedArtifact: the bytes are not what ``to_bytes`` wrote.
    """
    with read_arrays(data) as file:
        columns = (file[name].tolist() for name in ("layers", "tokens", "norms", "moved"))
        evaluation = (checked_evaluation(file), checked_evaluation(
            {"labels": file["labels"], "log_probabilities": file["log_probabilities_after"]}))
        before, after = (BatchReading(*reading) for reading in zip(
            file["losses"].tolist(), file["num_correct"].tolist(), evaluation, strict=True))
        return BatchLook(int(file["position"]), file["counts"], file["images"], before, after,
                         tuple(LayerMove(*layer) for layer in zip(*columns, strict=True)))


class BatchLooker:
    """Reads a batch with the weights before its step, on construction, and after it (``after``).

    Neither the model nor its gradients are touched. What is drawn for dropout comes from the
    default generator, which whoever trains sets anew for each batch.
    """

    def __init__(self, position: int, images: Tensor, labels: Tensor, model: nn.Sequential,
                 backend: Backend, recipe: Recipe) -> None:
        """Read the batch with the weights before the step.

        Args:
            images: float32 [B, 1, 28, 28], normalised.
            labels: int64 [B].
            model: in training mode, on the device of both.
        """
        self._position, self._images, self._labels = position, images, labels
        self._model, self._backend, self._recipe = model, backend, recipe
        self._before = deepcopy(model)
        logits, losses = self._read(self._before)
        self._hardest = losses.argsort(descending=True)[:MAX_DIGITS]
        self._reading = self._of(logits, losses)

    def after(self) -> BatchLook:
        """The look, once the step is done; the generator must stand where it stood before."""
        return BatchLook(self._position, torch.bincount(self._labels, minlength=10).cpu().numpy(),
                         _pixels(self._images[self._hardest], self._recipe.normalisation),
                         self._reading, self._of(*self._read(deepcopy(self._model))),
                         self._moves())

    def _read(self, copy: nn.Sequential) -> tuple[Tensor, Tensor]:
        """Logits [B, 10] and losses [B]; the copy gets gradients."""
        _, logits = gradients_of(copy, self._backend, self._recipe)(self._images, self._labels)
        return logits, loss_of(self._recipe).each(logits, self._labels)

    def _of(self, logits: Tensor, losses: Tensor) -> BatchReading:
        evaluation = Evaluation(logits[self._hardest].log_softmax(dim=1).cpu().numpy(),
                                self._labels[self._hardest].cpu().numpy())
        return BatchReading(losses.mean().item(), int((logits.argmax(dim=1) == self._labels).sum()),
                            evaluation)

    def _moves(self) -> tuple[LayerMove, ...]:
        rows = self._recipe.describe().layers
        told = []
        for index, (before, after) in enumerate(zip(self._before, self._model, strict=True)):
            trained = [(old, new) for old, new in zip(before.parameters(), after.parameters(),
                                                      strict=True) if old.grad is not None]
            if trained:
                was = _norm(old for old, _ in trained)
                moved = _norm(new.detach().double() - old.detach().double()
                              for old, new in trained)
                told.append(LayerMove(index, rows[index].token,
                                      _norm(old.grad for old, _ in trained if old.grad is not None),
                                      moved / was if was else math.nan))
        return tuple(told)


def _norm(parts: Iterable[Tensor]) -> float:
    """Euclidean, over all values of all parts."""
    return float(torch.stack([part.detach().double().norm() for part in parts]).norm())


def _pixels(images: Tensor, normalisation: Normalisation) -> NDArray[np.uint8]:
    """The inverse of ``normalise``: uint8 [N, 28, 28]."""
    pixels = images.squeeze(1).mul(normalisation.std).add(normalisation.mean).mul(255)
    return pixels.round().clamp(0, 255).to(torch.uint8).cpu().numpy()

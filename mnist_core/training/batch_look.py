"""A close look at one batch: its digits as they are trained on, and where its gradient acts.

It is computed on a copy of the network, so that the training goes on with the same bits.
"""

from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mnist_core.recipe.model import Normalisation, Recipe
from mnist_core.training.backends import Backend
from mnist_core.training.evaluate import Evaluation, checked_evaluation
from mnist_core.training.loss import loss_of
from mnist_core.training.step import gradients_of

MAX_DIGITS = 256
"""Digits kept of a batch: more than anybody looks through."""


@dataclass(frozen=True, slots=True)
class LayerGradient:
    """The Euclidean norm of the loss's gradient over all weights of one layer.

    ``index`` counts the network's tokens from 0.
    """

    index: int
    token: str
    norm: float


@dataclass(frozen=True, slots=True)
class BatchLook:
    """One batch as it was trained: augmented, with dropout on, before its step.

    Attributes:
        position: which batch of the run, counted from 0.
        loss: mean cross-entropy of all its digits, in nats.
        images: uint8 [N, 28, 28], the hardest of its digits first, at most ``MAX_DIGITS``.
        answers: what the network made of these N.
        gradients: of the layers that have weights, in execution order.
    """

    position: int
    loss: float
    num_digits: int
    num_correct: int
    images: NDArray[np.uint8]
    answers: Evaluation
    gradients: tuple[LayerGradient, ...]

    def to_bytes(self) -> bytes:
        buffer = BytesIO()
        np.savez_compressed(
            buffer, position=self.position, loss=self.loss, num_digits=self.num_digits,
            num_correct=self.num_correct, images=self.images,
            log_probabilities=self.answers.log_probabilities, labels=self.answers.labels,
            layers=[layer.index for layer in self.gradients],
            tokens=[layer.token for layer in self.gradients],
            norms=[layer.norm for layer in self.gradients])
        return buffer.getvalue()


def batch_look_from_bytes(data: bytes) -> BatchLook:
    """The inverse of ``BatchLook.to_bytes``; loads plain arrays only."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        gradients = zip(file["layers"].tolist(), file["tokens"].tolist(), file["norms"].tolist(),
                        strict=True)
        return BatchLook(
            int(file["position"]), float(file["loss"]), int(file["num_digits"]),
            int(file["num_correct"]), file["images"],
            checked_evaluation(file),
            tuple(LayerGradient(*layer) for layer in gradients))


def look_at(position: int, images: Tensor, labels: Tensor, model: nn.Sequential, path: Backend,
            recipe: Recipe) -> BatchLook:
    """What the next step makes of its batch; neither the model nor its gradients are touched.

    Args:
        images: float32 [B, 1, 28, 28], normalised; dropout is drawn from the default generator.
        labels: int64 [B].
        model: in training mode, on the device of both.
    """
    copy = deepcopy(model)
    _, logits = gradients_of(copy, path, recipe)(images, labels)
    losses = loss_of(recipe).each(logits, labels)
    hardest = losses.argsort(descending=True)[:MAX_DIGITS]
    answers = Evaluation(logits[hardest].log_softmax(dim=1).cpu().numpy(),
                         labels[hardest].cpu().numpy())
    return BatchLook(position, losses.mean().item(), len(labels),
                     int((logits.argmax(dim=1) == labels).sum()),
                     _pixels(images[hardest], recipe.normalisation), answers,
                     _gradients(copy, recipe))


def _gradients(model: nn.Sequential, recipe: Recipe) -> tuple[LayerGradient, ...]:
    norms = ((index, [weights.grad.double().norm() for weights in module.parameters()
                      if weights.grad is not None]) for index, module in enumerate(model))
    rows = recipe.describe().layers
    return tuple(LayerGradient(index, rows[index].token, torch.stack(of_layer).norm().item())
                 for index, of_layer in norms if of_layer)


def _pixels(images: Tensor, normalisation: Normalisation) -> NDArray[np.uint8]:
    """The inverse of ``normalise``: uint8 [N, 28, 28]."""
    pixels = images.squeeze(1).mul(normalisation.std).add(normalisation.mean).mul(255)
    return pixels.round().clamp(0, 255).to(torch.uint8).cpu().numpy()

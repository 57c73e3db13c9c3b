"""One batch trained: the eager float32 reference, and faster ways that are proved equal to it."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

import torch
from torch import Tensor, nn

from mnist_core.fast.captured_step import CapturedStep
from mnist_core.fast.fused import FusedNetwork
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.step.backends import Backend
from mnist_core.training.step.loss import Loss, loss_of


class BatchStep(Protocol):
    """Trains the model by one batch.

    Takes images float32 [B, 1, 28, 28], labels int64 [B], the lr and the momentum (beta 1 for
    Adam and AdamW) of this batch; returns the loss before the step and the number of digits read
    right, both 0-d and on the device, so that nothing waits for it.
    """

    def __call__(self, images: Tensor, labels: Tensor, lr: float,
                 momentum: float) -> tuple[Tensor, Tensor]: ...


Gradients = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""Images and labels to loss and logits [B, 10]; every parameter gets its ``grad``."""


def batch_step(model: nn.Sequential, optimiser: torch.optim.Optimizer, backend: Backend,
               recipe: Recipe) -> BatchStep:
    """The step of a backend, for a model in training mode that is already on its device."""
    if backend.captured:
        return CapturedStep(model, optimiser, recipe.batch_size, loss_of(recipe))
    return EagerStep(optimiser, gradients_of(model, backend, recipe))


def gradients_of(model: nn.Sequential, backend: Backend, recipe: Recipe) -> Gradients:
    """How the step of a backend computes its gradients, for a model in training mode."""
    loss = loss_of(recipe)
    if backend.fused:
        dtype = torch.bfloat16 if backend.bf16 else next(model.parameters()).dtype
        return partial(_fused_gradients, FusedNetwork(model, recipe.describe(), dtype), loss)
    return partial(_gradients, model, loss)


def _gradients(model: nn.Sequential, loss: Loss, images: Tensor,
               labels: Tensor) -> tuple[Tensor, Tensor]:
    """The reference: float32, operator by operator."""
    logits: Tensor = model(images)
    mean = loss(logits, labels)
    model.zero_grad(set_to_none=True)
    mean.backward()  # type: ignore[no-untyped-call]
    return mean.detach(), logits.detach()


def _fused_gradients(network: FusedNetwork, loss: Loss, images: Tensor,
                     labels: Tensor) -> tuple[Tensor, Tensor]:
    """All between two convolutions in one, backward by hand."""
    logits = network(images).to(images.dtype)
    mean, grad = loss.with_gradient(logits, labels)
    network.backward(grad)
    return mean, logits


class EagerStep:
    """Gradients, then the update of PyTorch's own optimiser."""

    def __init__(self, optimiser: torch.optim.Optimizer, gradients: Gradients) -> None:
        self._optimiser, self._gradients = optimiser, gradients

    def __call__(self, images: Tensor, labels: Tensor, lr: float,
                 momentum: float) -> tuple[Tensor, Tensor]:
        set_rates(self._optimiser, lr, momentum)
        loss, logits = self._gradients(images, labels)
        self._optimiser.step()
        return loss, num_correct(logits, labels)


def forward_of(model: nn.Sequential, backend: Backend,
               recipe: Recipe) -> Callable[[Tensor], Tensor]:
    """Images [N, 1, 28, 28] to logits [N, 10], for measuring: always in float32."""
    return FusedNetwork(model, recipe.describe(), torch.float32) if backend.fused else model


def set_rates(optimiser: torch.optim.Optimizer, lr: float, momentum: float) -> None:
    """Set the rates of the next step; ``momentum`` is beta 1 for Adam and AdamW."""
    for group in optimiser.param_groups:
        group["lr"] = lr
        if "betas" in group:
            group["betas"] = (momentum, group["betas"][1])
        else:
            group["momentum"] = momentum


def num_correct(logits: Tensor, labels: Tensor) -> Tensor:
    """Logits [N, 10] and labels int64 [N] to how many are right: int64, 0-d, on their device."""
    return (logits.argmax(dim=1) == labels).sum()

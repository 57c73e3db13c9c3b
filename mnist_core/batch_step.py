"""One batch trained: the eager float32 reference, and faster ways that are proved equal to it."""

from collections.abc import Callable
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.captured_step import CapturedStep
from mnist_core.geometry import Description
from mnist_core.paths import Path
from mnist_core.recipe import Recipe
from mnist_core.wide import WideNetwork


class BatchStep(Protocol):
    """Trains the model by one batch.

    Takes images float32 [B, 1, 28, 28], labels int64 [B], the lr and the momentum (beta 1 for
    Adam and AdamW) of this batch; returns the loss before the step and the number of digits read
    right, both 0-d and on the device, so that nothing waits for it.
    """

    def __call__(self, images: Tensor, labels: Tensor, lr: float,
                 momentum: float) -> tuple[Tensor, Tensor]: ...


def batch_step(model: nn.Sequential, optimiser: torch.optim.Optimizer, path: Path,
               recipe: Recipe) -> BatchStep:
    """The step of a path, for a model in training mode that is already on its device."""
    if path.captured:
        return CapturedStep(model, optimiser, recipe.batch_size)
    if path.wide:
        return WideStep(model, optimiser, recipe.describe(), bf16=path.bf16)
    return EagerStep(model, optimiser)


class EagerStep:
    """The reference: float32, operator by operator."""

    def __init__(self, model: nn.Sequential, optimiser: torch.optim.Optimizer) -> None:
        self._model, self._optimiser = model, optimiser

    def __call__(self, images: Tensor, labels: Tensor, lr: float,
                 momentum: float) -> tuple[Tensor, Tensor]:
        set_rates(self._optimiser, lr, momentum)
        logits = self._logits(images)
        loss = F.cross_entropy(logits, labels)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()
        return loss.detach(), num_correct(logits, labels)

    def _logits(self, images: Tensor) -> Tensor:
        logits: Tensor = self._model(images)
        return logits


class WideStep(EagerStep):
    """Channels last and rounded up to whole vectors; convolutions in bfloat16 if asked."""

    def __init__(self, model: nn.Sequential, optimiser: torch.optim.Optimizer,
                 network: Description, *, bf16: bool) -> None:
        super().__init__(model, optimiser)
        self._network, self._bf16 = WideNetwork(model, network), bf16

    def _logits(self, images: Tensor) -> Tensor:
        return wide_logits(self._network, images, bf16=self._bf16)


def wide_logits(network: WideNetwork, images: Tensor, *, bf16: bool) -> Tensor:
    with torch.autocast(images.device.type, torch.bfloat16, enabled=bf16):
        logits = network(images)
    return logits.float() if bf16 else logits


def training_forward(model: nn.Sequential, path: Path,
                     recipe: Recipe) -> Callable[[Tensor], Tensor]:
    """Images [N, 1, 28, 28] to logits [N, 10], as the step of a path computes them."""
    if not path.wide:
        return model
    network = WideNetwork(model, recipe.describe())
    return lambda images: wide_logits(network, images, bf16=path.bf16)


def forward_of(model: nn.Sequential, path: Path, recipe: Recipe) -> Callable[[Tensor], Tensor]:
    """Images [N, 1, 28, 28] to logits [N, 10], for measuring: always in float32."""
    return WideNetwork(model, recipe.describe()) if path.wide else model


def set_rates(optimiser: torch.optim.Optimizer, lr: float, momentum: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = lr
        if "betas" in group:
            group["betas"] = (momentum, group["betas"][1])
        else:
            group["momentum"] = momentum


def num_correct(logits: Tensor, labels: Tensor) -> Tensor:
    return (logits.detach().argmax(dim=1) == labels).sum()

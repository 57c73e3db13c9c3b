"""The loss that every step trains on: cross-entropy, with label smoothing where it is asked for.

Label smoothing: the truth is ``1 - smoothing`` for the label and the rest spread evenly over all
ten classes. Szegedy et al., "Rethinking the Inception Architecture for Computer Vision" (2015),
section 7. What is measured, on test and held-out digits, is cross-entropy without it.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from mnist_core.recipe.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Loss:
    """Logits [N, C] and labels int64 [N] to a loss in nats."""

    smoothing: float = 0.0

    def __call__(self, logits: Tensor, labels: Tensor) -> Tensor:
        """The mean of the batch, 0-d."""
        return F.cross_entropy(logits, labels, label_smoothing=self.smoothing)

    def each(self, logits: Tensor, labels: Tensor) -> Tensor:
        """That of each digit, [N]."""
        return F.cross_entropy(logits, labels, reduction="none", label_smoothing=self.smoothing)

    def with_gradient(self, logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """The mean of the batch and its gradient by the logits, [N, C], without autograd."""
        log_probabilities = logits.log_softmax(dim=1)
        loss = F.nll_loss(log_probabilities, labels)
        # what is said less what is true
        grad = log_probabilities.exp()
        grad[torch.arange(len(labels)), labels] -= 1 - self.smoothing
        if self.smoothing:
            grad -= self.smoothing / logits.shape[1]
            evenly = -log_probabilities.mean()
            loss = (1 - self.smoothing) * loss + self.smoothing * evenly
        return loss, grad.div_(len(labels))


def loss_of(recipe: Recipe) -> Loss:
    """The one that a recipe trains on."""
    return Loss(recipe.label_smoothing)

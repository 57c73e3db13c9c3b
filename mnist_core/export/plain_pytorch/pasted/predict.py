from collections.abc import Callable

import torch
from torch import nn


@torch.no_grad()
def predict(network: nn.Module, images: torch.Tensor,
            to_input: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """Log-probabilities float32 [N, 10] of digits uint8 [N, 28, 28], without dropout."""
    network.eval()
    device = next(network.parameters()).device
    return torch.cat([network(to_input(some.unsqueeze(1)).to(device)).log_softmax(dim=1).cpu()
                      for some in torch.split(images, 1000)])


def loss_and_accuracy(log_probabilities: torch.Tensor,
                      labels: torch.Tensor) -> tuple[float, float]:
    """Mean cross-entropy in nats, and percent read right."""
    loss = nn.functional.nll_loss(log_probabilities, labels).item()
    return loss, 100 * (log_probabilities.argmax(dim=1) == labels).double().mean().item()

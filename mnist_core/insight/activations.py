"""What every layer makes of one digit."""

import torch
from torch import Tensor, nn


@torch.inference_mode()
def activations(network: nn.Sequential, digit: Tensor) -> list[Tensor]:
    """The output of each layer, [C, H, W] (a vector as [C, 1, 1]), in order.

    Args:
        network: in eval mode.
        digit: one normalised digit, [1, 1, 28, 28].
    """
    outputs = []
    current = digit
    for module in network:
        current = module(current)
        outputs.append(current[0].reshape(current.shape[1], *(current.shape[2:] or (1, 1))))
    return outputs

"""The effective receptive field: how strongly each pixel really moves one value of a layer.

After Luo, Li, Urtasun and Zemel, "Understanding the Effective Receptive Field in Deep Convolutional
Neural Networks" (2016): the gradient of the value with respect to the pixels, by its absolute value
and averaged over many digits.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

MAX_DIGITS = 64
MIN_DIGITS = 8
# so many multiply-adds forwards, and twice as many back, take one core well under 150 ms
_MULTIPLY_ADDS = 150_000_000

Effect = NDArray[np.float64]


def effective_field(network: nn.Sequential, layer: int, position: tuple[int, int],
                    inputs: Tensor, channel: int | None = None) -> Effect:
    """Mean absolute gradient of one value of a layer, [28, 28], in no unit of its own.

    Args:
        network: in eval mode; module ``layer`` (from 0) is asked.
        position: row and column on its map, from 0; (0, 0) where the layer puts out a vector.
        inputs: normalised digits [N, 1, 28, 28].
        channel: which channel of the layer, from 0; None for all of them in turn, digit ``n``
            asking channel ``n`` modulo their number.
    """
    pixels = inputs.detach().clone().requires_grad_()
    with torch.enable_grad():
        values = values_at(network[:layer + 1](pixels), position)
        turns = torch.arange(len(values))
        chosen = turns % values.shape[1] if channel is None else turns.new_full((), channel)
        gradient, = torch.autograd.grad(values[turns, chosen].sum(), pixels)
    field: Effect = gradient.abs().mean(dim=(0, 1), dtype=torch.float64).numpy()
    return field


def values_at(outputs: Tensor, position: tuple[int, int]) -> Tensor:
    """[N, C, H, W] or [N, C] to the values at one position, [N, C]."""
    return outputs[:, :, position[0], position[1]] if outputs.dim() == 4 else outputs


def num_pixels_of_effect(field: Effect, share: float = 0.95) -> int:
    """The fewest pixels that carry this share of the whole effect; 0 where there is none."""
    total = field.sum()
    if not total > 0:
        return 0
    carried = np.cumsum(np.sort(field, axis=None)[::-1])
    # a sum of floats may fall short of itself by its rounding
    return int(np.searchsorted(carried, share * total * (1 - 1e-12))) + 1


def num_digits(multiply_adds: int) -> int:
    """Over how many digits to average, so that an answer comes while somebody moves on the map."""
    return max(MIN_DIGITS, min(MAX_DIGITS, _MULTIPLY_ADDS // max(multiply_adds, 1)))

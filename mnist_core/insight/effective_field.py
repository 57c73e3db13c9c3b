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
# a value costs time to be written and read again, also where nothing is multiplied
_MULTIPLY_ADDS_A_VALUE = 5

Effect = NDArray[np.float64]


def effective_field(network: nn.Sequential, layer: int, position: tuple[int, int],
                    inputs: Tensor, channel: int | None = None,
                    at_once: int = MAX_DIGITS) -> Effect:
    """Mean absolute gradient of one value of a layer, [28, 28], in no unit of its own.

    Args:
        network: in eval mode; module ``layer`` (from 0) is asked.
        position: row and column on its map, from 0; (0, 0) where the layer puts out a vector.
        inputs: normalised digits [N, 1, 28, 28].
        channel: which channel of the layer, from 0; None for all of them in turn, digit ``n``
            asking channel ``n`` modulo their number.
        at_once: how many digits are computed together; fewer need less memory, since the output
            of every layer waits for the gradient.
    """
    body = network[:layer + 1]
    total = torch.zeros(inputs.shape[-2:], dtype=torch.float64)
    for first in range(0, len(inputs), at_once):
        pixels = inputs[first:first + at_once].detach().clone().requires_grad_()
        with torch.enable_grad():
            values = values_at(body(pixels), position)
            turns = torch.arange(len(values))
            chosen = ((first + turns) % values.shape[1] if channel is None
                      else turns.new_full((), channel))
            gradient, = torch.autograd.grad(values[turns, chosen].sum(), pixels)
        total += gradient.abs().sum(dim=(0, 1), dtype=torch.float64)
    field: Effect = (total / len(inputs)).numpy()
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


def num_digits(multiply_adds: int, num_values: int = 0) -> int:
    """Over how many digits to average, so that an answer comes while somebody moves on the map.

    From what one digit costs: multiply-adds, or the values that its layers put out.
    """
    cost = max(multiply_adds, _MULTIPLY_ADDS_A_VALUE * num_values, 1)
    return max(MIN_DIGITS, min(MAX_DIGITS, _MULTIPLY_ADDS // cost))

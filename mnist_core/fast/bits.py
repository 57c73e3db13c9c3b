"""Relu and dropout of bfloat16 by the bits of its values, several times faster than by the values.

PyTorch widens each bfloat16 to float32 and back; 16-bit integers it takes as they are.
"""

import torch
from torch import Tensor

_MINUS_INFINITY = -128
"""Its bits as int16. Below lie the negative numbers and -0, above only NaNs up to -1."""


def relu_(x: Tensor) -> Tensor:
    """max(x, 0) in place; NaN stays NaN. bfloat16 of any shape."""
    bits = x.view(torch.int16)
    bits.mul_(torch.gt(bits, _MINUS_INFINITY, out=torch.empty_like(bits)))
    return x


def relu_backward_(grad: Tensor, result: Tensor) -> Tensor:
    """The gradient, in place: 0 where the result of the relu is 0. bfloat16, both of one shape."""
    bits = result.view(torch.int16)
    return keep_(grad, torch.gt(bits, 0, out=torch.empty_like(bits)))


def keep_(x: Tensor, kept: Tensor) -> Tensor:
    """x in place where ``kept`` is 1, 0 where it is 0. bfloat16 and int16 of one shape."""
    x.view(torch.int16).mul_(kept)
    return x

"""Maps and vectors as numpy arrays on the same memory, as the compiled loops take them."""

from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

Values = NDArray[Any]


def channels_last(x: Tensor) -> Tensor:
    """``x`` as the loops want it in memory; a copy where it lies otherwise."""
    return x.contiguous(memory_format=torch.channels_last if x.dim() == 4
                        else torch.contiguous_format)


def flat(x: Tensor) -> Values:
    """All values of maps [N, C, H, W] that lie channels last, or of vectors [N, C], as one row."""
    return _numbers(x.permute(0, 2, 3, 1) if x.dim() == 4 else x).reshape(-1)


def flat_maps(x: Tensor) -> Values:
    """Maps [N, C, H, W] that lie channels last, as [N, H, W, C]."""
    return _numbers(x.permute(0, 2, 3, 1))


def _numbers(x: Tensor) -> Values:
    """numpy knows no bfloat16: its bits come as int16."""
    assert x.is_contiguous()
    return (x.view(torch.int16) if x.dtype == torch.bfloat16 else x).detach().numpy()

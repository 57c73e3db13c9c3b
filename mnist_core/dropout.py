"""Dropout whose masks come from raw random words: reproducible from one seed, and fast on a CPU.

``nn.Dropout`` draws one float a value on one thread, up to 40 % of a training step on two cores.
Here one 64-bit word gives four masks.
"""

import torch
from torch import Tensor, nn

_WORD_VALUES = 1 << 16


class Dropout(nn.Module):
    """Set each value to 0 with probability ``p`` while training, and scale the rest by 1/(1-p).

    ``p`` is rounded to a multiple of 1/65,536. Masks come from torch's global generator of the
    input's device, so ``torch.manual_seed`` decides them.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p
        self._num_dropped = min(round(p * _WORD_VALUES), _WORD_VALUES - 1)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self._num_dropped == 0:
            return x
        keep = self._mask(x)
        return x * keep.to(x.dtype).mul_(_WORD_VALUES / (_WORD_VALUES - self._num_dropped))

    def _mask(self, x: Tensor) -> Tensor:
        """True where a value is kept; same shape as ``x``."""
        num_words = (x.numel() + 3) // 4
        # the full range of int64, so that each of its four int16 parts is uniform
        words = torch.empty(num_words, dtype=torch.int64, device=x.device)
        words.random_(-(2**63), None)
        parts = words.view(torch.int16)[: x.numel()].view(x.shape)
        return parts >= self._num_dropped - _WORD_VALUES // 2

    def extra_repr(self) -> str:
        return f"p={self.p}"

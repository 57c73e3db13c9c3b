"""Dropout with its probability rounded to 1/65,536: exact, seeded, and fast on a CPU.

``nn.Dropout`` draws one float a value on one thread, up to 40 % of a training step on two cores.
Here one 64-bit word gives four masks.
"""

import math

import torch
from torch import Tensor, nn

VECTOR = 16
"""Channels that a CPU's vector holds."""
_WORD_VALUES = 1 << 16


def rounded(channels: int) -> int:
    """The number of channels, rounded up to whole vectors."""
    return -(-channels // VECTOR) * VECTOR


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
        if not self.is_active:
            return x
        return self.thin(x, self.draw(tuple(x.shape), x.device))

    @property
    def is_active(self) -> bool:
        return self.training and self._num_dropped > 0

    def draw(self, shape: tuple[int, ...], device: torch.device,
             width: int | None = None) -> Tensor:
        """A mask for values of this shape, bool: True where a value is kept.

        The mask of [N, C, H, W] is drawn pixel by pixel with a word for every four of
        ``VECTOR`` channels, as fast convolutions want it in memory (channels last); ``width``
        asks for more of these channels than C.
        """
        if len(shape) != 4:
            return self._keep(math.prod(shape), device).view(shape)
        images, channels, rows, columns = shape
        drawn = rounded(channels)
        keep = self._keep(images * rows * columns * drawn, device)
        return keep.view(images, rows, columns, drawn)[..., :width or channels].permute(0, 3, 1, 2)

    def _keep(self, num: int, device: torch.device) -> Tensor:
        # the full range of int64, so that each of its four int16 parts is uniform
        words = torch.empty((num + 3) // 4, dtype=torch.int64, device=device)
        words.random_(-(2**63), None)
        return words.view(torch.int16)[:num] >= self._num_dropped - _WORD_VALUES // 2

    def thin(self, x: Tensor, keep: Tensor) -> Tensor:
        """Drop what ``keep`` does not keep, and scale the rest."""
        return x * (keep.to(x.dtype) * (_WORD_VALUES / (_WORD_VALUES - self._num_dropped)))

    def extra_repr(self) -> str:
        return f"p={self.p}"

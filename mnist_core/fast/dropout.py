"""Dropout with its probability rounded to 1/65,536: exact, seeded, and fast on a CPU.

``nn.Dropout`` draws one float a value on one thread, up to 40 % of a training step on two cores.
Here one 64-bit word gives four masks, and all threads compute the words.
"""

import math
from functools import lru_cache

import torch
from torch import Tensor, nn

VECTOR = 16
"""Channels that a CPU's vector holds."""
_WORD_VALUES = 1 << 16
_GOLDEN, _MIX = -0x61C8864680B583EB, -0x2917014799A6026D


def rounded(channels: int) -> int:
    """The number of channels, rounded up to whole vectors."""
    return -(-channels // VECTOR) * VECTOR


class Dropout(nn.Module):
    """Set each value to 0 with probability ``p`` while training, and scale the rest by 1/(1-p).

    ``p`` is rounded to a multiple of 1/65,536. Masks follow from one number of torch's global
    generator of the input's device, so ``torch.manual_seed`` decides them.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p
        self._num_dropped = min(round(p * _WORD_VALUES), _WORD_VALUES - 1)
        self._scale = _WORD_VALUES / (_WORD_VALUES - self._num_dropped)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.draw(tuple(x.shape), x.device, x.dtype) if self.is_active else x

    @property
    def is_active(self) -> bool:
        return self.training and self._num_dropped > 0

    @property
    def scale(self) -> float:
        """What every value that is kept is multiplied by, while training."""
        return self._scale if self.is_active else 1.0

    def draw(self, shape: tuple[int, ...], device: torch.device, dtype: torch.dtype) -> Tensor:
        """What values of this shape are multiplied by: 0 or 1/(1-p)."""
        return self.kept(shape, device).to(dtype).mul_(self._scale)

    def kept(self, shape: tuple[int, ...], device: torch.device,
             width: int | None = None) -> Tensor:
        """Which values of this shape are kept: int16, 0 or 1.

        The mask of [N, C, H, W] is drawn pixel by pixel for whole vectors of channels, as fast
        convolutions want it in memory (channels last); ``width`` asks for more of these channels
        than C.
        """
        if len(shape) != 4:
            return self._draw_kept(math.prod(shape), device).view(shape)
        images, channels, rows, columns = shape
        drawn = rounded(channels)
        kept = self._draw_kept(images * rows * columns * drawn, device)
        return kept.view(images, rows, columns, drawn)[..., :width or channels].permute(0, 3, 1, 2)

    def _draw_kept(self, num: int, device: torch.device) -> Tensor:
        parts = random_words((num + 3) // 4, device).view(torch.int16)[:num]
        return parts.ge_(self._num_dropped - _WORD_VALUES // 2)

    def extra_repr(self) -> str:
        return f"p={self.p}"


def random_words(num: int, device: torch.device) -> Tensor:
    """Uniform random int64 [num], all from one number of the device's global generator.

    Word ``i`` mixes ``i`` and that number as in splitmix64 (Steele, Lea and Flood, "Fast
    Splittable Pseudorandom Number Generators", 2014), with degski's constants and shifts: by
    half a word, so that each shift is a look at the upper half.
    """
    start = torch.empty((), dtype=torch.int64, device=device).random_(-(2**63), None)
    words = _spaced(num, device) + start
    low, high = words.view(torch.int32).view(-1, 2).unbind(dim=1)
    for turn in range(3):
        low.bitwise_xor_(high)
        if turn < 2:
            words.mul_(_MIX)
    return words


@lru_cache(maxsize=64)
def _spaced(num: int, device: torch.device) -> Tensor:
    """Multiples of the odd number nearest to 2**64 over the golden ratio."""
    return torch.arange(num, dtype=torch.int64, device=device) * _GOLDEN

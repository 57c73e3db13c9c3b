"""Dropout with its probability rounded to 1/65,536: exact, seeded, and fast on a CPU.

``nn.Dropout`` draws one float a value on one thread, up to 40 % of a training step on two cores.
Here one 64-bit word gives four masks, and all threads compute the words.
"""

import math
from functools import lru_cache

import torch
from torch import Tensor, nn

_WORD_VALUES = 1 << 16
NEVER_DROPPED = -_WORD_VALUES // 2
"""The least of 65,536 random values as int16: as many as are dropped lie from here on."""
GOLDEN, MIX = -0x61C8864680B583EB, -0x2917014799A6026D


class Dropout(nn.Module):
    """Set each value to 0 with probability ``p`` while training, and scale the rest by 1/(1-p).

    ``p`` is rounded to a multiple of 1/65,536. Masks follow from one number of torch's global
    generator of the input's device, so ``torch.manual_seed`` decides them.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p
        self.num_dropped = min(round(p * _WORD_VALUES), _WORD_VALUES - 1)
        self._scale = _WORD_VALUES / (_WORD_VALUES - self.num_dropped)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.draw(tuple(x.shape), x.device, x.dtype) if self.is_active else x

    @property
    def is_active(self) -> bool:
        return self.training and self.num_dropped > 0

    @property
    def scale(self) -> float:
        """What every value that is kept is multiplied by, while training."""
        return self._scale if self.is_active else 1.0

    def draw(self, shape: tuple[int, ...], device: torch.device, dtype: torch.dtype) -> Tensor:
        """What values of this shape are multiplied by: 0 or 1/(1-p).

        The mask of [N, C, H, W] is drawn pixel by pixel and channel by channel, as fast
        convolutions want it in memory (channels last).
        """
        if len(shape) == 4:
            images, channels, rows, columns = shape
            kept = self._kept(math.prod(shape), device)
            kept = kept.view(images, rows, columns, channels).permute(0, 3, 1, 2)
        else:
            kept = self._kept(math.prod(shape), device).view(shape)
        return kept.to(dtype).mul_(self._scale)

    def _kept(self, num: int, device: torch.device) -> Tensor:
        """int16 [num], 0 or 1."""
        words = random_words((num + 3) // 4, random_start(device))
        return words.view(torch.int16)[:num].ge_(self.num_dropped + NEVER_DROPPED)

    def extra_repr(self) -> str:
        return f"p={self.p}"


def random_start(device: torch.device) -> Tensor:
    """One int64 of the device's global generator, 0-d."""
    return torch.empty((), dtype=torch.int64, device=device).random_(-(2**63), None)


def random_words(num: int, start: Tensor) -> Tensor:
    """Uniform random int64 [num], all from one number.

    Word ``i`` mixes ``i`` and that number as in splitmix64 (Steele, Lea and Flood, "Fast
    Splittable Pseudorandom Number Generators", 2014), with degski's constants and shifts: by
    half a word, so that each shift is a look at the upper half.
    """
    words = _spaced(num, start.device) + start
    low, high = words.view(torch.int32).view(-1, 2).unbind(dim=1)
    for turn in range(3):
        low.bitwise_xor_(high)
        if turn < 2:
            words.mul_(MIX)
    return words


# more than any network has of layers: a CUDA graph goes on reading what it was captured with
@lru_cache(maxsize=1024)
def _spaced(num: int, device: torch.device) -> Tensor:
    """Multiples of the odd number nearest to 2**64 over the golden ratio."""
    return torch.arange(num, dtype=torch.int64, device=device) * GOLDEN

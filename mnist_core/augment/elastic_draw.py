"""The displacements of every digit, drawn and applied."""

from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
import torch
from torch import Tensor

from mnist_core.augment.elastic import Elastic
from mnist_core.augment.warp import HALF, pixel_centres, resampled
from mnist_core.augment.warp_loops import bilinear_at, nearest_at
from mnist_core.fast.loops import Array
from mnist_core.network.dropout import random_words
from mnist_core.network.geometry import IMAGE_SIZE

_NUM_PIXELS = IMAGE_SIZE * IMAGE_SIZE
_VALUES_A_WORD = 4
_LARGEST = 32_768


def draw(elastic: Elastic, num: int, random: torch.Generator) -> "Ripple":
    """The parameters of ``num`` digits."""
    seeds = torch.empty(num, dtype=torch.int64).random_(-(2**63), None, generator=random)
    return Ripple(seeds, elastic.alpha, elastic.sigma, elastic.interpolation == "nearest",
                  elastic.fill)


@dataclass(frozen=True, slots=True)
class Ripple:
    """The displacements of N digits, kept as one int64 a digit: [N].

    All of an epoch would take 380 MB.
    """

    seeds: Tensor
    alpha: float
    sigma: float
    nearest: bool
    fill: int

    def rows(self, rows: slice, device: torch.device) -> Self:
        return type(self)(self.seeds[rows].to(device), self.alpha, self.sigma, self.nearest,
                          self.fill)

    def displacements(self) -> Tensor:
        """float32 [N, 2, 28, 28]: how many pixels away each output pixel looks, in x and in y."""
        noise = self.noise()
        blur = _blur(self.sigma).to(noise.device)
        return blur @ noise @ blur.T * (self.alpha / 2)

    def noise(self) -> Tensor:
        """float32 [N, 2, 28, 28]: uniform in +-1."""
        words = random_words(2 * _NUM_PIXELS // _VALUES_A_WORD, self.seeds.unsqueeze(1))
        values = words.view(torch.int16).view(-1, 2, IMAGE_SIZE, IMAGE_SIZE)
        return values.to(torch.float32) / _LARGEST

    def apply(self, pixels: Tensor) -> Tensor:
        x, y = pixel_centres(pixels.device)
        away = self.displacements()
        grid = torch.stack([away[:, 0] + x, away[:, 1] + y], dim=-1).div_(HALF).sub_(1)
        return resampled(pixels, grid, nearest=self.nearest, fill=self.fill)

    def apply_compiled(self, pixels: Array) -> Array:
        x, y = pixel_centres(self.seeds.device)
        away = self.displacements()
        places = torch.stack([away[:, 0] + x, away[:, 1] + y], dim=1)
        # to grid_sample's -1 to 1 and back, as its operator does
        places = ((places / HALF - 1) + 1) * HALF - 0.5
        result = np.empty_like(pixels)
        resample = nearest_at if self.nearest else bilinear_at
        resample(pixels, places.to(torch.float32).reshape(-1, 2, _NUM_PIXELS).contiguous().numpy(),
                 self.fill, result)
        return result

    def moved(self, digit: Tensor, places: Tensor) -> Tensor:
        # resampling looks up backwards; over one displacement the field hardly changes
        column, row = (places.long().clamp(0, IMAGE_SIZE - 1)).unbind(1)
        away = self.displacements()[digit, :, row, column].double()
        return places - away


@cache
def _blur(sigma: float) -> Tensor:
    """float32 [28, 28]: what torchvision's ``gaussian_blur`` does to one row, as a matrix.

    Its kernel has ``8 * sigma + 1`` weights, one more where that is even, and reflects the row at
    both ends.
    """
    size = int(8 * sigma + 1)
    reach = (size + (size % 2 == 0)) // 2
    offsets = torch.arange(-reach, reach + 1, dtype=torch.float64)
    weights = torch.exp(-0.5 * (offsets / sigma) ** 2)
    weights /= weights.sum()
    blur = torch.zeros(IMAGE_SIZE, IMAGE_SIZE, dtype=torch.float64)
    last = IMAGE_SIZE - 1
    for place in range(IMAGE_SIZE):
        reflected = (place + offsets.long()).abs()
        reflected = torch.where(reflected > last, 2 * last - reflected, reflected)
        blur[place].index_add_(0, reflected, weights)
    return blur.to(torch.float32)

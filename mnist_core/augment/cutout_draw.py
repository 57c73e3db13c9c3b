"""The square of every digit, drawn and painted."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor

from mnist_core.augment.cutout import Cutout
from mnist_core.fast.loops import Array
from mnist_core.network.geometry import IMAGE_SIZE


def draw(cutout: Cutout, num: int, random: torch.Generator) -> "Squares":
    """The parameters of ``num`` digits."""
    middles = torch.randint(0, IMAGE_SIZE, (num, 2), generator=random)
    applied = torch.rand(num, generator=random) < cutout.probability
    # of a square of no size nothing is painted
    sizes = torch.where(applied, cutout.size, 0)
    return Squares(middles - cutout.size // 2, sizes, cutout.fill)


@dataclass(frozen=True, slots=True)
class Squares:
    """The squares of N digits: x and y of the first pixel, int64 [N, 2], and the size, [N]."""

    corners: Tensor
    sizes: Tensor
    fill: int

    def rows(self, rows: slice, device: torch.device) -> Self:
        return type(self)(self.corners[rows].to(device), self.sizes[rows].to(device), self.fill)

    def apply(self, pixels: Tensor) -> Tensor:
        return torch.where(self.masks().unsqueeze(1), float(self.fill), pixels)

    def apply_compiled(self, pixels: Array) -> Array:
        masks = self.masks().view(len(pixels), -1).numpy()
        return np.where(masks, np.uint8(self.fill), pixels)

    def masks(self) -> Tensor:
        """bool [N, 28, 28]: what is painted over."""
        places = torch.arange(IMAGE_SIZE, device=self.corners.device)
        first, size = self.corners.unsqueeze(2), self.sizes.view(-1, 1, 1)
        within = (places >= first) & (places < first + size)
        return within[:, 1].unsqueeze(2) & within[:, 0].unsqueeze(1)

    def moved(self, digit: Tensor, places: Tensor) -> Tensor:
        return places

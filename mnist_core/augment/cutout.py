"""Cut-out: a square of every digit is painted over.

DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout" (2017).
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from mnist_core.augment.augmentation import NEARLY_BLACK, Augmentation, GreyLevel, Part, Probability
from mnist_core.base.change import figure
from mnist_core.fast.loops import Array
from mnist_core.network.geometry import IMAGE_SIZE


class Cutout(Augmentation):
    """With the probability given, a square of ``size`` pixels is filled.

    Its middle may be any pixel, so that at the border less than the whole square lies within.
    """

    name: ClassVar[str] = "cutout"
    acting: ClassVar[tuple[str, ...]] = ("size",)
    main_field: ClassVar[str | None] = "size"
    stream: ClassVar[str] = "cutout"

    size: Annotated[int, Field(ge=0, le=IMAGE_SIZE)]
    probability: Probability = 1.0
    fill: GreyLevel = 0

    def draw(self, num: int, random: torch.Generator) -> "Squares":
        middles = torch.randint(0, IMAGE_SIZE, (num, 2), generator=random)
        applied = torch.rand(num, generator=random) < self.probability
        # of a square of no size nothing is painted
        sizes = torch.where(applied, self.size, 0)
        return Squares(middles - self.size // 2, sizes, self.fill)

    @property
    def parts(self) -> list[Part]:
        if not self.size or not self.probability:
            return []
        return [Part("", f"{figure(self.size)} px"),
                Part("probability", figure(self.probability), self.probability == 1),
                Part("fill", figure(self.fill), self.fill <= NEARLY_BLACK)]


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

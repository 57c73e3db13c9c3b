"""torchvision's RandomPerspective."""

from typing import ClassVar

import torch
from torch import Tensor

from mnist_core.augment.augmentation import (
    NEARLY_BLACK,
    Augmentation,
    GreyLevel,
    Interpolation,
    Part,
    Probability,
)
from mnist_core.augment.warp import Warp
from mnist_core.base.change import figure
from mnist_core.network.geometry import IMAGE_SIZE


class Perspective(Augmentation):
    """torchvision's RandomPerspective: with the probability given, each corner moves inwards."""

    name: ClassVar[str] = "perspective"
    acting: ClassVar[tuple[str, ...]] = ("distortion",)
    main_field: ClassVar[str | None] = "distortion"

    distortion: Probability
    probability: Probability = 0.5
    interpolation: Interpolation = "bilinear"
    fill: GreyLevel = 0

    def draw(self, num: int, random: torch.Generator) -> Warp:
        reach = int(self.distortion * (IMAGE_SIZE // 2))
        applied = torch.rand(num, generator=random) < self.probability
        inwards = torch.randint(0, reach + 1, (num, 4, 2), generator=random)
        matrices = torch.eye(3).repeat(num, 1, 1)
        matrices[applied] = perspective_matrices(inwards[applied])
        return Warp(matrices, self.interpolation == "nearest", self.fill)

    @property
    def parts(self) -> list[Part]:
        if not self.distortion or not self.probability:
            return []
        return [Part("", figure(self.distortion)),
                Part("probability", figure(self.probability), self.probability == 0.5),
                Part("fill", figure(self.fill), self.fill <= NEARLY_BLACK),
                Part("interpolation", self.interpolation, self.interpolation == "bilinear")]

    @property
    def cost(self) -> str:
        return f"{self.name} {self.interpolation}"


def perspective_matrices(inwards: Tensor) -> Tensor:
    """Output to input pixel, [N, 3, 3], for corners that moved inwards.

    Args:
        inwards: [N, 4, 2] pixels by which the top left, top right, bottom right and bottom left
            corner moved towards the middle, in x and in y.

    Solves the eight equations of torchvision's ``functional.perspective``.
    """
    last = IMAGE_SIZE - 1
    start = torch.tensor([[0, 0], [last, 0], [last, last], [0, last]], dtype=torch.float64)
    direction = torch.tensor([[1, 1], [-1, 1], [-1, -1], [1, -1]], dtype=torch.float64)
    end = start + direction * inwards.double()
    num = len(inwards)
    source = start.expand(num, 4, 2)
    zeros, ones = torch.zeros(num, 4, 1).double(), torch.ones(num, 4, 1).double()
    x_rows = torch.cat([end, ones, zeros.expand(-1, -1, 3), -source[..., :1] * end], dim=2)
    y_rows = torch.cat([zeros.expand(-1, -1, 3), end, ones, -source[..., 1:] * end], dim=2)
    equations = torch.cat([x_rows, y_rows], dim=1)
    values = torch.cat([source[..., 0], source[..., 1]], dim=1)
    solution = torch.linalg.solve(equations, values)
    return torch.cat([solution, ones[:, 0]], dim=1).view(-1, 3, 3).float()

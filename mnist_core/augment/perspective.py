"""torchvision's RandomPerspective."""

from typing import TYPE_CHECKING, ClassVar, Self

from mnist_core.augment.augmentation import (
    Augmentation,
    GreyLevel,
    Interpolation,
    Part,
    Probability,
    resampling_parts,
)
from mnist_core.base.change import figure
from mnist_core.network.geometry import IMAGE_SIZE

if TYPE_CHECKING:
    import torch

    from mnist_core.augment.warp import Warp


class Perspective(Augmentation):
    """torchvision's RandomPerspective: with the probability given, each corner moves inwards."""

    name: ClassVar[str] = "perspective"
    acting: ClassVar[tuple[str, ...]] = ("distortion",)
    main_field: ClassVar[str | None] = "distortion"
    moves_ink: ClassVar[bool] = True
    stream: ClassVar[str] = "augmentation"

    distortion: Probability
    probability: Probability = 0.5
    interpolation: Interpolation = "bilinear"
    fill: GreyLevel = 0

    @classmethod
    def examples(cls) -> tuple[Self, ...]:
        return (cls(distortion=0.1, probability=1),)

    def draw(self, num: int, random: "torch.Generator") -> "Warp":
        import torch

        from mnist_core.augment.warp import Warp, perspective_matrices

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
                *resampling_parts(self.fill, self.interpolation, "bilinear")]

    @property
    def cost(self) -> str:
        return f"{self.name} {self.interpolation}"

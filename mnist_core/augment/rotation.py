"""torchvision's RandomRotation."""

from typing import TYPE_CHECKING, ClassVar, Self

from mnist_core.augment.augmentation import (
    Augmentation,
    Degrees,
    GreyLevel,
    Interpolation,
    Part,
    resampling_parts,
)
from mnist_core.base.change import figure

if TYPE_CHECKING:
    import torch

    from mnist_core.augment.warp import Warp


class Rotation(Augmentation):
    """torchvision's RandomRotation: uniform in +-degrees about the centre."""

    name: ClassVar[str] = "rotation"
    acting: ClassVar[tuple[str, ...]] = ("degrees",)
    main_field: ClassVar[str | None] = "degrees"
    moves_ink: ClassVar[bool] = True
    stream: ClassVar[str] = "augmentation"

    degrees: Degrees
    interpolation: Interpolation = "nearest"
    fill: GreyLevel = 0

    @classmethod
    def examples(cls) -> tuple[Self, ...]:
        return (cls(degrees=5),)

    def draw(self, num: int, random: "torch.Generator") -> "Warp":
        from mnist_core.augment.warp import Warp, affine_matrices
        from mnist_core.base.rng import uniform

        angles = uniform(num, -self.degrees, self.degrees, random)
        # torchvision turns counter-clockwise with a positive angle, its affine clockwise
        return Warp(affine_matrices(-angles), self.interpolation == "nearest", self.fill)

    @property
    def parts(self) -> list[Part]:
        if not self.degrees:
            return []
        return [Part("", f"±{figure(self.degrees)}°"),
                *resampling_parts(self.fill, self.interpolation, "nearest")]

    @property
    def cost(self) -> str:
        return f"{self.name} {self.interpolation}"

"""torchvision's RandomAffine."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field, model_validator

from mnist_core.augment.augmentation import (
    Augmentation,
    Degrees,
    GreyLevel,
    Interpolation,
    Part,
    resampling_parts,
)
from mnist_core.base.change import figure
from mnist_core.network.geometry import IMAGE_SIZE

if TYPE_CHECKING:
    import torch

    from mnist_core.augment.warp import Warp


class Affine(Augmentation):
    """torchvision's RandomAffine.

    Rotation uniform in +-degrees, translation in +-translate (a share of the width, rounded to
    whole pixels), scale uniform in [scale_min, scale_max], x-shear in +-shear degrees.
    """

    name: ClassVar[str] = "affine"
    acting: ClassVar[tuple[str, ...]] = ("degrees", "translate", "scale_min", "scale_max", "shear")
    main_field: ClassVar[str | None] = "degrees"
    moves_ink: ClassVar[bool] = True
    stream: ClassVar[str] = "augmentation"

    degrees: Degrees = 0
    translate: Annotated[float, Field(ge=0, le=1)] = 0
    scale_min: Annotated[float, Field(gt=0, le=10)] = 1
    scale_max: Annotated[float, Field(gt=0, le=10)] = 1
    shear: Annotated[float, Field(ge=0, lt=90)] = 0
    interpolation: Interpolation = "nearest"
    fill: GreyLevel = 0

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.scale_min > self.scale_max:
            raise ValueError(f"scale_min {self.scale_min:g} must not exceed scale_max "
                             f"{self.scale_max:g}; lower it, or raise scale_max")
        return self

    @classmethod
    def examples(cls) -> tuple[Self, ...]:
        return (cls(degrees=5),)

    def draw(self, num: int, random: "torch.Generator") -> "Warp":
        from mnist_core.augment.warp import Warp, affine_matrices
        from mnist_core.base.rng import uniform

        angles = uniform(num, -self.degrees, self.degrees, random)
        shift = self.translate * IMAGE_SIZE
        shifts = [uniform(num, -shift, shift, random).round() for _ in "xy"]
        scales = uniform(num, self.scale_min, self.scale_max, random)
        shears = uniform(num, -self.shear, self.shear, random)
        return Warp(affine_matrices(angles, shifts[0], shifts[1], scales, shears),
                    self.interpolation == "nearest", self.fill)

    @property
    def parts(self) -> list[Part]:
        scale = f"{figure(self.scale_min)}-{figure(self.scale_max)}"
        parts = [Part("", f"±{figure(self.degrees)}°", not self.degrees),
                 Part("shift", figure(self.translate), not self.translate),
                 Part("scale", scale, scale == "1-1"),
                 Part("shear", f"{figure(self.shear)}°", not self.shear)]
        if all(part.is_quiet for part in parts):
            return []
        return [*parts, *resampling_parts(self.fill, self.interpolation, "nearest")]

    @property
    def cost(self) -> str:
        return f"{self.name} {self.interpolation}"

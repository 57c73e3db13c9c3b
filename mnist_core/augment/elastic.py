"""torchvision's ElasticTransform, with a field of displacements of its own for every digit.

Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural Networks Applied to Visual
Document Analysis" (2003).
"""

from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field

from mnist_core.augment.augmentation import (
    Augmentation,
    GreyLevel,
    Interpolation,
    Part,
    resampling_parts,
)
from mnist_core.base.change import figure

if TYPE_CHECKING:
    import torch

    from mnist_core.augment.elastic_draw import Ripple


class Elastic(Augmentation):
    """torchvision's ElasticTransform.

    Each pixel looks ``alpha / 2`` times a smoothed random number away, in x and in y: uniform in
    +-1, blurred by a Gaussian of ``sigma`` pixels.
    """

    name: ClassVar[str] = "elastic"
    acting: ClassVar[tuple[str, ...]] = ("alpha",)
    main_field: ClassVar[str | None] = "alpha"
    moves_ink: ClassVar[bool] = True

    alpha: Annotated[float, Field(ge=0, le=500)]
    # torchvision's blur reaches 4 sigma to each side and mirrors what it misses, which the
    # 28 pixels of a digit must hold
    sigma: Annotated[float, Field(ge=0.5, le=6.5)] = 4
    interpolation: Interpolation = "bilinear"
    fill: GreyLevel = 0

    @classmethod
    def examples(cls) -> tuple[Self, ...]:
        return (cls(alpha=9), cls(alpha=9, interpolation="nearest"))

    def draw(self, num: int, random: "torch.Generator") -> "Ripple":
        from mnist_core.augment.elastic_draw import draw

        return draw(self, num, random)

    @property
    def parts(self) -> list[Part]:
        if not self.alpha:
            return []
        return [Part("", figure(self.alpha)),
                Part("sigma", figure(self.sigma), self.sigma == 4),
                *resampling_parts(self.fill, self.interpolation, "bilinear")]

    @property
    def cost(self) -> str:
        return f"{self.name} {self.interpolation}"

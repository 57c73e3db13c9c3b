"""Cut-out: a square of every digit is painted over.

DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout" (2017).
"""

from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field

from mnist_core.augment.augmentation import Augmentation, GreyLevel, Part, Probability, fill_part
from mnist_core.base.change import figure
from mnist_core.network.geometry import IMAGE_SIZE

if TYPE_CHECKING:
    import torch

    from mnist_core.augment.cutout_draw import Squares


class Cutout(Augmentation):
    """With the probability given, a square of ``size`` pixels is filled.

    Its middle may be any pixel, so that at the border less than the whole square lies within.
    """

    name: ClassVar[str] = "cutout"
    acting: ClassVar[tuple[str, ...]] = ("size",)
    main_field: ClassVar[str | None] = "size"

    size: Annotated[int, Field(ge=0, le=IMAGE_SIZE)]
    probability: Probability = 1.0
    fill: GreyLevel = 0

    @classmethod
    def examples(cls) -> tuple[Self, ...]:
        return (cls(size=2),)

    def draw(self, num: int, random: "torch.Generator") -> "Squares":
        from mnist_core.augment.cutout_draw import draw

        return draw(self, num, random)

    @property
    def parts(self) -> list[Part]:
        if not self.size or not self.probability:
            return []
        return [Part("", f"{figure(self.size)} px"),
                Part("probability", figure(self.probability), self.probability == 1),
                fill_part(self.fill)]

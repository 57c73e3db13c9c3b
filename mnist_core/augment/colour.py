"""torchvision's ColorJitter on grey images."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field

from mnist_core.augment.augmentation import Augmentation, Part
from mnist_core.base.change import figure

if TYPE_CHECKING:
    import torch

    from mnist_core.augment.colour_draw import Tint


class Colour(Augmentation):
    """torchvision's ColorJitter on grey images, where only brightness and contrast act.

    Each factor is uniform in [max(0, 1 - value), 1 + value]; the two come in random order.
    """

    name: ClassVar[str] = "colour"
    acting: ClassVar[tuple[str, ...]] = ("brightness", "contrast")
    stream: ClassVar[str] = "augmentation"

    brightness: Annotated[float, Field(ge=0, le=10)] = 0
    contrast: Annotated[float, Field(ge=0, le=10)] = 0

    @classmethod
    def examples(cls) -> tuple[Self, ...]:
        return (cls(brightness=0.1),)

    def draw(self, num: int, random: "torch.Generator") -> "Tint":
        from mnist_core.augment.colour_draw import draw

        return draw(self, num, random)

    @property
    def parts(self) -> list[Part]:
        if not (self.brightness or self.contrast):
            return []
        return [Part("brightness", f"±{figure(self.brightness)}", not self.brightness),
                Part("contrast", f"±{figure(self.contrast)}", not self.contrast)]

"""What every augmentation says of itself.

Each is a file of its own: its model (the keys of a recipe), its words and its cost. Commands that
only read recipes must not wait for PyTorch, so what is drawn for each digit, and what that does to
pixels by operators and by compiled loops, lies beside it (``warp`` for those by a matrix, else
``<name>_draw``) and is imported when something is drawn. ``examples`` have their loops compiled
beforehand. ``augmentations`` has them in their order.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self

from pydantic import Field

from mnist_core.base.change import figure
from mnist_core.base.frozen import Frozen

if TYPE_CHECKING:
    import torch
    from torch import Tensor

Interpolation = Literal["nearest", "bilinear"]
Probability = Annotated[float, Field(ge=0, le=1)]
Degrees = Annotated[float, Field(ge=0, le=180)]
GreyLevel = Annotated[int, Field(ge=0, le=255)]
# the highest grey level that looks black
_NEARLY_BLACK = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of an augmentation in words; ``is_quiet`` where it need not be mentioned."""

    label: str
    text: str
    is_quiet: bool = False


class Draw(Protocol):
    """The random parameters of N digits."""

    def rows(self, rows: slice, device: "torch.device") -> Self:
        """Those of some digits, on a device."""

    def apply(self, pixels: "Tensor") -> "Tensor":
        """The reference: float32 [N, 1, 28, 28] of whole grey levels to the same."""

    def apply_compiled(self, pixels: Any) -> Any:
        """The quick way on a CPU: uint8 [N, 784] to uint8 [N, 784]; the input stays as it is."""

    def moved(self, digit: "Tensor", places: "Tensor") -> "Tensor":
        """Where ink goes, which may lie outside the frame.

        Args:
            digit: int64 [K], which digit each piece of ink belongs to.
            places: float64 [K, 2], x and y in pixels from the top left corner.
        """


class Augmentation(Frozen, ABC):
    """One augmentation of a recipe.

    Attributes:
        name: as recipes call it.
        acting: the fields without which it does nothing, whatever the others say.
        main_field: what a bare number means: ``rotation=7`` is ``rotation.degrees=7``.
        moves_ink: whether it makes a digit stand otherwise, as turning it does.
        stream: the random stream that its parameters are drawn from, where it is not one of its
            own name. Those that were there first share one; what came later changes nothing of
            theirs.
    """

    name: ClassVar[str]
    acting: ClassVar[tuple[str, ...]]
    main_field: ClassVar[str | None] = None
    moves_ink: ClassVar[bool] = False
    stream: ClassVar[str] = ""

    @classmethod
    @abstractmethod
    def examples(cls) -> tuple[Self, ...]:
        """Some that together run through each of its compiled loops, to compile them beforehand."""

    @abstractmethod
    def draw(self, num: int, random: "torch.Generator") -> Draw:
        """Draw the parameters of ``num`` digits, on the CPU whatever the device of the training."""

    @property
    @abstractmethod
    def parts(self) -> list[Part]:
        """Its figures in words; empty where it does nothing."""

    @property
    def cost(self) -> str:
        """Equal for two of a kind that take equally long."""
        return self.name


def fill_part(fill: int) -> Part:
    """The grey level of what is left empty; black needs no mention."""
    return Part("fill", figure(fill), fill <= _NEARLY_BLACK)


def resampling_parts(fill: int, interpolation: Interpolation, usual: Interpolation) -> list[Part]:
    """How pixels are looked up elsewhere; what is ``usual`` for the augmentation is quiet."""
    return [fill_part(fill), Part("interpolation", interpolation, interpolation == usual)]

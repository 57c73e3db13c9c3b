"""Which augmentations there are."""

from typing import get_args

from mnist_core.augment.affine import Affine
from mnist_core.augment.augmentation import Augmentation
from mnist_core.augment.colour import Colour
from mnist_core.augment.cutout import Cutout
from mnist_core.augment.elastic import Elastic
from mnist_core.augment.perspective import Perspective
from mnist_core.augment.rotation import Rotation
from mnist_core.base.frozen import Frozen


class Augmented(Frozen):
    """The augmentations of a recipe: each is a field of its own name, and they act in this order.
    """

    rotation: Rotation | None = None
    affine: Affine | None = None
    perspective: Perspective | None = None
    elastic: Elastic | None = None
    colour: Colour | None = None
    cutout: Cutout | None = None

    @property
    def augmentations(self) -> tuple[Augmentation, ...]:
        """Those that it has, in the order in which they act."""
        return tuple(found for name in AUGMENTATIONS if (found := getattr(self, name)))


AUGMENTATIONS: dict[str, type[Augmentation]] = {
    name: get_args(field.annotation)[0] for name, field in Augmented.model_fields.items()}
"""By name, in the order in which they act."""

"""Which augmentations there are."""

from mnist_core.augment.affine import Affine
from mnist_core.augment.augmentation import Augmentation
from mnist_core.augment.colour import Colour
from mnist_core.augment.cutout import Cutout
from mnist_core.augment.elastic import Elastic
from mnist_core.augment.perspective import Perspective
from mnist_core.augment.rotation import Rotation

AUGMENTATIONS: dict[str, type[Augmentation]] = {kind.name: kind for kind in (
    Rotation, Affine, Perspective, Elastic, Colour, Cutout)}
"""By name, in the order in which they act."""

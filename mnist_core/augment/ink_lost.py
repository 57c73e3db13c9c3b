"""How much of the digits an augmentation pushes out of the frame."""

from collections.abc import Sequence

import torch
from torch import Tensor

from mnist_core.augment.augmentation import Augmentation
from mnist_core.augment.pipeline import draw
from mnist_core.base.rng import generator
from mnist_core.network.geometry import IMAGE_SIZE


def ink_lost(augmentations: Sequence[Augmentation], images: Tensor, seed: int = 1) -> float:
    """The share of ink, 0 to 1, that augmentations move out of the frame.

    Follows every pixel of the digits (uint8 [N, 28, 28]), weighted by its grey level; one draw a
    digit. A pixel that has left the frame once stays lost, as each transform is resampled on its
    own.
    """
    digit, row, column = images.nonzero(as_tuple=True)
    ink = images[digit, row, column].double()
    if not len(ink):
        return 0.0
    places = torch.stack([column + 0.5, row + 0.5], dim=1).double()
    is_left = torch.ones_like(ink, dtype=torch.bool)
    for step in draw(augmentations, len(images),
                     lambda name: generator(seed, "ink", name)).draws:
        places = step.moved(digit, places)
        is_left &= ((places > 0) & (places < IMAGE_SIZE)).all(dim=1)
    return float((ink * ~is_left).sum() / ink.sum())

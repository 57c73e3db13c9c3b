"""How much of the digits an augmentation pushes out of the frame."""

import torch
from torch import Tensor

from mnist_core.base.rng import generator
from mnist_core.data.augment.augment import draw
from mnist_core.network.geometry import IMAGE_SIZE
from mnist_core.recipe.model import Recipe


def ink_lost(recipe: Recipe, images: Tensor) -> float:
    """The share of ink, 0 to 1, that the recipe's transforms move out of the frame.

    Follows every pixel of the digits (uint8 [N, 28, 28]) through the matrices that resampling
    looks up backwards, weighted by its grey level; one draw a digit. A pixel that has left the
    frame once stays lost, as each transform is resampled on its own.
    """
    digit, row, column = images.nonzero(as_tuple=True)
    ink = images[digit, row, column].double()
    if not len(ink):
        return 0.0
    places = torch.stack([column + 0.5, row + 0.5, torch.ones_like(row)], dim=1).double()
    inside = torch.ones_like(ink, dtype=torch.bool)
    for warp in draw(recipe, len(images), generator(recipe.seed, "ink")).warps:
        forward = torch.linalg.inv(warp.matrices.double())
        moved = (forward[digit] @ places.unsqueeze(2)).squeeze(2)
        places = moved / moved[:, 2:]
        inside &= ((places[:, :2] > 0) & (places[:, :2] < IMAGE_SIZE)).all(dim=1)
    return float((ink * ~inside).sum() / ink.sum())

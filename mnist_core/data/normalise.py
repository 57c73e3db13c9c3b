"""Pixels as a network takes them."""

from torch import Tensor

from mnist_core.recipe.recipe import Normalisation


def normalise(images: Tensor, normalisation: Normalisation) -> Tensor:
    """uint8 [N, 28, 28] to float32 [N, 1, 28, 28]: (pixel / 255 - mean) / std."""
    pixels = images.unsqueeze(1).float().div_(255)
    return pixels.sub_(normalisation.mean).div_(normalisation.std)

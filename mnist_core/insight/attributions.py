"""Integrated gradients: what every pixel of a digit adds to the logit of a class."""

from dataclasses import dataclass

import torch
from captum.attr import IntegratedGradients
from torch import Tensor, nn

from mnist_core.data.normalise import normalise
from mnist_core.network.geometry import IMAGE_SIZE
from mnist_core.recipe.recipe import Normalisation

NUM_STEPS = 32
"""Points of the Gauss-Legendre quadrature between an empty picture and the digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Shares of the pixels in a logit.

    Attributes:
        map: float32 [28, 28], in logits; below 0 a pixel speaks against the class.
        gap: by how much its sum misses the difference between the digit's logit and the empty
            picture's, which it equals in theory, in logits.
    """

    map: Tensor
    gap: float


def integrated_gradients(network: nn.Sequential, digit: Tensor, normalisation: Normalisation,
                         target: int, at_once: int = NUM_STEPS) -> Attribution:
    """Attribution for class ``target`` of one digit, uint8 [28, 28], against a black picture.

    Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks" (2017), by captum.
    ``network`` is in eval mode, on the CPU; it is not changed. ``at_once`` of the steps are
    computed together; fewer need less memory.
    """
    assert not network.training and digit.shape == (IMAGE_SIZE, IMAGE_SIZE)
    image, black = torch.split(
        normalise(torch.stack([digit, torch.zeros_like(digit)]), normalisation), 1)
    shares, gap = IntegratedGradients(network).attribute(
        image, black, target=target, n_steps=NUM_STEPS, return_convergence_delta=True,
        internal_batch_size=None if at_once >= NUM_STEPS else at_once)
    return Attribution(shares[0, 0].detach().float(), float(gap))

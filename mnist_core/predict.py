"""One digit, or a few, read by a trained network."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from mnist_core.evaluate import normalise
from mnist_core.recipe import Normalisation


@torch.inference_mode()
def predict(network: nn.Module, digits: NDArray[np.uint8],
            normalisation: Normalisation) -> NDArray[np.float32]:
    """Class probabilities, float32 [N, 10], of uint8 [N, 28, 28] digits (white ink 255).

    ``network`` is on the CPU and in eval mode.
    """
    logits = network(normalise(torch.from_numpy(np.ascontiguousarray(digits)), normalisation))
    probabilities: NDArray[np.float32] = logits.softmax(dim=1).numpy()
    return probabilities

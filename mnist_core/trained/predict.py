"""One digit, or a few, read by a trained network."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from mnist_core.data.normalise import normalise
from mnist_core.recipe.recipe import Normalisation
from mnist_core.training.evaluate import CHUNK


@torch.inference_mode()
def predict(network: nn.Module, digits: NDArray[np.uint8],
            normalisation: Normalisation) -> NDArray[np.float32]:
    """Class probabilities, float32 [N, 10], of uint8 [N, 28, 28] digits (white ink 255).

    ``network`` is on the CPU and in eval mode.
    """
    images = torch.from_numpy(np.ascontiguousarray(digits))
    # as many at once as an evaluation reads: the kept drawings may be thousands
    shares = [network(normalise(chunk, normalisation)).softmax(dim=1)
              for chunk in torch.split(images, CHUNK["cpu"])]
    probabilities: NDArray[np.float32] = torch.cat(shares).numpy()
    return probabilities

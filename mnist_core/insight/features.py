"""A network's own features of digits: what its last layer with weights is given to decide by."""

import threading
import time

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mnist_core.data.normalise import normalise
from mnist_core.recipe.recipe import Normalisation
from mnist_core.training.evaluate import CHUNK

MAX_VALUES = 16_000_000
"""Values held of one split: 64 MB."""


@torch.inference_mode()
def features(network: nn.Sequential, images: Tensor,
             normalisation: Normalisation) -> NDArray[np.float32]:
    """Features, float32 [N, D], of digits, uint8 [N, 28, 28].

    They are the input of the last convolution or linear layer. Where that layer is a convolution
    whose map is pooled afterwards, they are the mean over the positions of its input, else all of
    its values. ``network`` is in eval mode, on the CPU.
    """
    assert not network.training
    last = max(index for index, module in enumerate(network)
               if isinstance(module, nn.Conv2d | nn.Linear))
    given: Tensor = network[:last](normalise(images, normalisation))
    is_pooled_later = given.dim() == 4 and network[last](given[:1]).shape[-1] > 1
    values: NDArray[np.float32] = (given.mean(dim=(2, 3)) if is_pooled_later
                                   else given.flatten(1)).numpy()
    return values


class GrowingFeatures:
    """Features of a split's digits in order, read on whenever somebody asks for more.

    Nothing runs in the background: whoever stops asking stops the work. Where the features are
    wide, only as many digits are read as ``MAX_VALUES`` holds. May be shared by threads.
    """

    def __init__(self, network: nn.Sequential, images: Tensor, normalisation: Normalisation,
                 at_once: int = CHUNK["cpu"]) -> None:
        """``at_once`` digits are read together; fewer need less memory."""
        self._at_once = at_once
        self._network, self._images, self._normalisation = network, images, normalisation
        width = features(network, images[:1], normalisation).shape[1]
        self._values = np.empty((min(len(images), MAX_VALUES // width), width), np.float32)
        self._num_read = 0
        self._reading = threading.Lock()

    @property
    def total(self) -> int:
        """How many digits will be read in the end."""
        return len(self._values)

    @property
    def is_whole(self) -> bool:
        return self._num_read == self.total

    @property
    def values(self) -> NDArray[np.float32]:
        """float32 [number read, D]."""
        return self._values[:self._num_read]

    def advance(self, seconds: float) -> None:
        """Read on for about ``seconds``, at least one chunk; not at all while another thread does.
        """
        if not self._reading.acquire(blocking=False):
            return
        try:
            end = time.monotonic() + seconds
            while not self.is_whole:
                chunk = slice(self._num_read, min(self._num_read + self._at_once, self.total))
                self._values[chunk] = features(self._network, self._images[chunk],
                                               self._normalisation)
                self._num_read = chunk.stop
                if time.monotonic() > end:
                    break
        finally:
            self._reading.release()

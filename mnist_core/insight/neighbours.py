"""Which digits a network takes for most alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest first: ``indices`` int64 [k] and Euclidean ``distances`` float32 [k]."""

    indices: NDArray[np.int64]
    distances: NDArray[np.float32]


def nearest(values: NDArray[np.float32], query: NDArray[np.float32], num: int) -> Neighbours:
    """The ``num`` rows of ``values``, float32 [N, D], nearest to ``query``, float32 [D]."""
    distances = np.linalg.norm(values - query, axis=1)
    indices = np.argsort(distances, kind="stable")[:num]
    return Neighbours(indices.astype(np.int64), distances[indices])

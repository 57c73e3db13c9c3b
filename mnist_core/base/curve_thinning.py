"""As few points of a long curve as the eye can tell from all of them."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


def kept_points(values: NDArray[np.float32], max_points: int) -> NDArray[np.int64]:
    """Places of at most about ``max_points`` values: in each stretch the lowest and the highest.

    The first and the last value are always among them: the last is where a live curve goes on.
    """
    if len(values) <= max_points:
        return np.arange(len(values))
    edges = np.linspace(0, len(values), max_points // 2 + 1).astype(int)
    stretches = list(pairwise(edges))
    lowest = [start + int(values[start:end].argmin()) for start, end in stretches]
    highest = [start + int(values[start:end].argmax()) for start, end in stretches]
    return np.unique([0, *lowest, *highest, len(values) - 1])

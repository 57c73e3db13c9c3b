"""Long curves for a screen: smoothed, and as few points as the eye can tell apart."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter
from typing_extensions import TypedDict

from mnist_core.base.curve_thinning import kept_points

MAX_POINTS = 2000

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


class CurvePoints(TypedDict):
    """Of a curve: numbers of batches, losses in nats, their moving average, learning rates."""

    at: list[int]
    loss: list[float]
    smoothed: list[float]
    lr: list[float]


def smoothing_window(num_batches: int) -> int:
    """Over how many batches a curve is averaged that has ``num_batches`` an epoch."""
    return max(5, num_batches // 20)


def smooth(values: Floats, window: int, last: float | None) -> Floats:
    """Exponential moving average with a centre of mass of ``window`` values.

    ``last`` is the average before these values, so that a curve can be smoothed as it arrives;
    None begins a curve, at its first value.
    """
    share = 1 / (window + 1)
    state = (1 - share) * (float(values[0]) if last is None else last)
    result, _ = lfilter([share], [1, share - 1], values, zi=[state])
    return np.asarray(result, np.float32)


def thin(at: Places, loss: Floats, smoothed: Floats, lr: Floats,
         max_points: int = MAX_POINTS) -> CurvePoints:
    """At most about ``max_points`` points: in each stretch the lowest and the highest loss.

    ``at`` are the numbers of the batches.
    """
    kept = kept_points(loss, max_points)
    return {
        "at": at[kept].tolist(),
        "loss": _rounded(loss[kept]),
        "smoothed": _rounded(smoothed[kept]),
        "lr": _rounded(lr[kept]),
    }


def _rounded(values: Floats) -> list[float]:
    """Five significant digits: a third of the bytes, and no difference on any screen."""
    return [float(f"{value:.5g}") for value in values]

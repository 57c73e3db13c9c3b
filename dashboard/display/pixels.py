"""Numbers as the pictures of an element: one byte each, with the range that they come from."""

from base64 import b64encode
from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict


class Quantised(TypedDict):
    """``pixels`` in base64, row by row: 128 is 0, and 255 or 1 what is furthest from it.

    ``low`` and ``high`` are the smallest and the largest value.
    """

    low: float
    high: float
    pixels: str


def quantised(values: NDArray[np.floating[Any]]) -> Quantised:
    """Values as a picture."""
    low, high = float(values.min()), float(values.max())
    reach = max(abs(low), abs(high)) or 1.0
    return {"low": low, "high": high, "pixels": as_bytes(128 + np.rint(127 * values / reach))}


def as_bytes(grey: NDArray[Any]) -> str:
    """Whole numbers from 0 to 255 in base64."""
    return b64encode(grey.astype(np.uint8).tobytes()).decode()

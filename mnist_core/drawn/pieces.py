"""Connected pieces of ink, and the boxes around them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Boxes = NDArray[np.float64]
"""[N, 4]: left, top, right, bottom; y downwards."""
Indices = NDArray[np.int64]

_DIAGONAL = np.ones((3, 3), bool)  # diagonal neighbours touch


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Connected ink: ``labels`` [H, W] counts from 1, 0 is paper; N ``areas`` and ``boxes``."""

    labels: NDArray[np.int32]
    areas: Indices
    boxes: Boxes


def pieces_of(mask: NDArray[np.bool_]) -> Pieces:
    """The connected pieces of ink, bool [H, W]."""
    labels, num = ndimage.label(mask, _DIAGONAL)
    boxes = [(columns.start, rows.start, columns.stop, rows.stop)
             for rows, columns in ndimage.find_objects(labels)]
    areas = np.bincount(labels.ravel(), minlength=num + 1)[1:]
    return Pieces(labels, areas, np.array(boxes, np.float64).reshape(-1, 4))


def hull(boxes: Boxes) -> Boxes:
    """The box around boxes, [N, 4] -> [4]."""
    return np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])

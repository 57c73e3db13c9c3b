"""Which pieces of ink make a digit together, and which digits make a row.

A page has digits of about one height. Pieces of one digit, such as the bar of a 5 that was drawn
apart, lie above each other or are too low to be a digit of their own, and what they make together
is no larger than a digit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.drawn.pieces import Boxes, Indices, hull

_TALL = 0.5  # of the page's tall pieces: what is lower says nothing of the height of its digits
_LOW = 0.45  # of a digit's height: what is lower is not a digit of its own where it has a neighbour
_LARGEST = 1.4  # of a digit's height: no digit is larger
_WIDEST = 1.35  # of its own height: no digit is wider
_ABOVE = 0.25  # pieces that share this much of the narrower one's width are above each other
_NEAR = 0.3  # of a digit's height: pieces of one digit are no further apart
_BESIDE = 0.6  # of a digit's height: two in a row are no further apart upright


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """``digits``: the pieces of each. ``rows``: the digits of each, from the top and the left."""

    digits: list[Indices]
    rows: list[list[int]]
    height: float


def typical_height(boxes: Boxes) -> float:
    """About how high a digit of this page is."""
    heights = boxes[:, 3] - boxes[:, 1]
    tall = heights[heights >= _TALL * np.percentile(heights, 90)]
    return float(np.median(tall))


def layout_of(boxes: Boxes) -> Layout:
    """The digits and rows that pieces of ink, [N, 4], make; N at least 1."""
    height = typical_height(boxes)
    digits = joined(boxes, height)
    hulls = np.array([hull(boxes[members]) for members in digits])
    if len(hulls) == 1:
        # nothing beside it says how high digits are here: it may be a low, wide one
        left, top, right, bottom = hulls[0]
        height = max(bottom - top, (right - left) / _WIDEST)
    return Layout(digits, rows_of(hulls, height), height)


def joined(boxes: Boxes, height: float) -> list[Indices]:
    """Which pieces make a digit together: their indices."""
    members = {index: [index] for index in range(len(boxes))}
    hulls = dict(enumerate(boxes))
    while pair := _pair_to_join(hulls, height):
        one, other = pair
        hulls[one] = hull(np.array([hulls[one], hulls.pop(other)]))
        members[one] += members.pop(other)
    return [np.array(sorted(group)) for group in members.values()]


def _pair_to_join(hulls: dict[int, NDArray[np.float64]], height: float) -> tuple[int, int] | None:
    if len(hulls) < 2:
        return None
    names = list(hulls)
    boxes = np.array([hulls[name] for name in names])
    left, top, right, bottom = boxes.T
    # how much of width and height two share; negative is the gap between them
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    gap = np.hypot(np.minimum(across, 0), np.minimum(down, 0))
    wide = np.maximum(right[:, None], right) - np.minimum(left[:, None], left)
    high = np.maximum(bottom[:, None], bottom) - np.minimum(top[:, None], top)
    narrower = np.maximum(np.minimum((right - left)[:, None], right - left), 1)
    lower = np.minimum((bottom - top)[:, None], bottom - top)
    is_low = lower < _LOW * height
    is_above = across >= _ABOVE * narrower
    is_inside = (across >= 0.7 * narrower) & (down >= 0.7 * lower)
    fits = (high <= _LARGEST * height) & (wide <= _LARGEST * height) & (gap <= _NEAR * height)
    tall_apart = (lower >= 0.7 * height) & ~is_inside
    may = fits & (is_above | is_low) & ~tall_apart
    np.fill_diagonal(may, False)
    if not may.any():
        return None
    # the nearest first, and of those that overlap the ones that share the most
    cost = np.where(may, gap - across / narrower, np.inf)
    one, other = np.unravel_index(cost.argmin(), cost.shape)
    return names[one], names[other]


def rows_of(hulls: Boxes, height: float) -> list[list[int]]:
    """The digits of each row from the left, the rows from the top; rows may be tilted alike."""
    middles = np.stack([hulls[:, 0] + hulls[:, 2], hulls[:, 1] + hulls[:, 3]], axis=1) / 2
    heights = middles[:, 1] - _slope(middles, height) * middles[:, 0]
    rows: list[list[int]] = []
    for index in heights.argsort():
        # from the middle of the row so far, not its last digit: rows do not creep into each other
        if rows and heights[index] - np.mean(heights[rows[-1]]) <= _BESIDE * height:
            rows[-1].append(int(index))
        else:
            rows.append([int(index)])
    return [sorted(row, key=lambda index: middles[index, 0]) for row in rows]


def _slope(middles: NDArray[np.float64], height: float) -> float:
    """Of all rows: the median slope from each digit to its nearest one on the right."""
    step = middles[None] - middles[:, None]
    across, down = step[..., 0], step[..., 1]
    may = (across > 0) & (across <= 3 * height) & (np.abs(down) <= _BESIDE * height)
    if not may.any():
        return 0.0
    far = np.where(may, np.hypot(across, 2 * down), np.inf)
    nearest = far.argmin(axis=1)
    rows = np.flatnonzero(np.isfinite(far.min(axis=1)))
    # longer steps tell more, and short ones are of digits of different heights
    return float(down[rows, nearest[rows]].sum() / across[rows, nearest[rows]].sum())

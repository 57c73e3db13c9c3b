"""One digit or two: what geometry leaves open is asked of a trained network.

A digit may have been drawn apart, as a 4 in two strokes, and two digits may touch. Both ways are
read, and the one that the network is surer of wins.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_core.drawn.paper import Grey
from mnist_core.drawn.pieces import Boxes, hull

Judge = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""Class probabilities [N, 10] of digits, uint8 [N, 28, 28]."""
Mask = NDArray[np.bool_]

# Shares of the height of a page's digits, measured on 250 single digits of real pens and 250 pairs
# that were pushed together: of the single ones none was wider than 1.4, and of those wider than 1
# the network was nearly always sure
MAYBE_TWO = 1.0  # ink that is wider may be two digits, if the network is not sure of one
RATHER_TWO = 1.25  # what is wider and stays one is told
_SURELY_TWO = 1.4
_LOWEST = 0.7  # no half of what may be one digit is lower
_BROKEN = 0.25  # parts of one digit, each as high as a digit, are that near
_WIDEST, _HIGHEST = 1.1, 1.35  # and together no larger

_SURE_OF_ONE = 0.95
_SURE_OF_TWO = 0.97  # of both halves, multiplied
_RATHER_SURE = 0.5  # the same of what is surely two
_RARELY_APART = 0.2  # surer of one than of two: only a 4 is often written in two high strokes

_COPY_HEIGHT = 64  # cuts are looked for in a copy of this height
_PLACES = (0.3, 0.4, 0.5, 0.6, 0.7)  # of the width: about where the cuts are
_SWAY = 0.15  # of the width: how far a cut may be from its place
_BEND = 8  # grey levels that one pixel aside costs: of two cuts the straighter


class Part(Protocol):
    """Some ink of a page: ``box`` [4] in pixels."""

    @property
    def box(self) -> Boxes: ...

    def digit(self) -> Grey:
        """As a network reads it, [28, 28]."""

    def united(self, other: Self) -> Self: ...


P = TypeVar("P", bound=Part)


def put_together(row: Sequence[P], height: float, judge: Judge) -> list[P]:
    """The parts of a row, from the left, with neighbours that are one digit in one."""
    digits: list[P] = []
    for part in row:
        if digits and _may_be_one(digits[-1], part, height):
            both = digits[-1].united(part)
            shares = judge(np.stack([one.digit() for one in (both, digits[-1], part)]))
            one, left, right = shares.max(axis=1)
            other_than_4 = 0 if shares[0].argmax() == 4 else _RARELY_APART
            if one >= left * right + other_than_4:
                digits[-1] = both
                continue
        digits.append(part)
    return digits


def may_be_two(part: Part, height: float, judge: Judge) -> bool:
    """Whether it is worth looking for a cut."""
    wide = part.box[2] - part.box[0]
    return bool(wide > _SURELY_TWO * height
                or (wide > MAYBE_TWO * height and sureness([part], judge)[0] < _SURE_OF_ONE))


def surest_pair(part: P, pairs: Sequence[tuple[P, P]], height: float,
                judge: Judge) -> tuple[P, P] | None:
    """Of the ways to cut in two what may be two the surest; None if it rather is one digit."""
    is_wide = part.box[2] - part.box[0] > _SURELY_TWO * height
    pairs = [pair for pair in pairs if is_wide or min(
        half.box[3] - half.box[1] for half in pair) >= _LOWEST * height]
    if not pairs:
        return None
    sure = sureness([half for pair in pairs for half in pair], judge)
    both = sure[::2] * sure[1::2]
    best = int(both.argmax())
    return pairs[best] if both[best] >= (_RATHER_SURE if is_wide else _SURE_OF_TWO) else None


def sureness(parts: Sequence[Part], judge: Judge) -> NDArray[np.float32]:
    """How sure the network is of its answer for each part."""
    sure: NDArray[np.float32] = judge(np.stack([part.digit() for part in parts])).max(axis=1)
    return sure


def cuts(ink: Grey) -> list[Mask]:
    """Ways to cut white ink on black, [H, W], in two; bool [H, W] is what lies left of the cut."""
    height, width = ink.shape
    zoom = min(1.0, _COPY_HEIGHT / height)
    size = (max(8, round(width * zoom)), max(8, round(height * zoom)))
    small = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX), np.float32)
    columns = (np.arange(width) + 0.5) * size[0] / width
    rows = ((np.arange(height) + 0.5) * size[1] / height).astype(int)
    return [columns[None] < _path(small, place)[rows][:, None] + 0.5 for place in _PLACES]


def _path(ink: NDArray[np.float32], place: float) -> NDArray[np.int64]:
    """The column of a cut in each row: from top to bottom across the least ink."""
    height, width = ink.shape
    cost = ink.copy()
    cost[:, np.abs(np.arange(width) / (width - 1) - place) > _SWAY] = np.inf
    total, came = cost[0], np.zeros((height, width), np.int64)
    for row in range(1, height):
        before = np.pad(total, 1, constant_values=np.inf)
        ways = np.stack([before[:-2] + _BEND, before[1:-1], before[2:] + _BEND])
        came[row] = ways.argmin(axis=0) - 1
        total = cost[row] + ways.min(axis=0)
    path = np.zeros(height, np.int64)
    path[-1] = total.argmin()
    for row in range(height - 1, 0, -1):
        path[row - 1] = path[row] + came[row, path[row]]
    return path


def _may_be_one(one: Part, other: Part, height: float) -> bool:
    left, top, right, bottom = hull(np.array([one.box, other.box]))
    return bool(other.box[0] - one.box[2] <= _BROKEN * height
                and right - left <= _WIDEST * height and bottom - top <= _HIGHEST * height)

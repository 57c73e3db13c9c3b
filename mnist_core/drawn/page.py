"""A picture of a page as the digits that it shows, in rows from the top."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from mnist_core.drawn.digits import MAX_DIGITS, DrawnDigit, Page, digit_from_image
from mnist_core.drawn.drawing import Stages, stages_from_ink
from mnist_core.drawn.page_ink import ink_of_page
from mnist_core.drawn.paper import Grey
from mnist_core.drawn.picture_file import PAGE_SIDE
from mnist_core.drawn.pictures import LARGE, NOTHING_DRAWN, grey_of
from mnist_core.drawn.pieces import Boxes, Indices, Pieces, hull, pieces_of
from mnist_core.drawn.rows import layout_of
from mnist_core.drawn.touching import (
    RATHER_TWO,
    Judge,
    Mask,
    cuts,
    may_be_two,
    put_together,
    surest_pair,
)

_SPECK = 0.02  # of the area of the largest pieces: dirt, or the grain of a photograph
_SMALL = 0.06  # of the side of the largest piece
_FRAME = 0.8  # of a side of the picture: what covers that much of it lies beyond the paper
_FINE = 64  # pixels of a digit's longer side, above which its lines are thickened
_MARGIN = 0.25  # of a digit's longer side: what is kept around it
_MARK, _MARGIN_MARK = 0.25, 0.5  # of the digits' height: what is smaller is not a digit
_TWO_ROWS = 1.7  # of the digits' height: what is higher may be digits of two rows
_LOWEST = 0.25  # of the digits' height: what is lower is not half of a cut


def page_from_image(image: Image.Image | Grey, judge: Judge | None = None) -> Page:
    """The digits of a picture; see ``drawing.stages_from_image`` for which pictures.

    ``judge`` tells digits that touch from a wide one; without it they stay one, with a warning. A
    picture as small as MNIST's own is one digit: its lines break where scaling made them faint.

    Raises:
        ValueError: one sentence: it shows nothing, too many digits, or cannot be read.
    """
    grey = grey_of(image, PAGE_SIDE)
    if max(grey.shape) <= LARGE:
        digit = digit_from_image(grey)
        return Page([[digit]], digit.stages.canvas, [])
    ink = ink_of_page(grey)
    pieces = pieces_of(ink > 127)
    kept = _digits_ink(pieces)
    if len(kept) > MAX_DIGITS:
        raise ValueError(f"The picture shows {len(kept):,} pieces of ink; at most {MAX_DIGITS} "
                         "are read: show less of the page, or come nearer.")
    layout = layout_of(pieces.boxes[kept])
    found = [[_cut_out(ink, pieces, kept[layout.digits[digit]]) for digit in row]
             for row in layout.rows]
    found = [[part for part in row if not part.is_mark(ink.shape, layout.height)] for row in found]
    warnings: list[str] = []
    rows = [_told_apart(row, layout.height, judge, number, warnings)
            for number, row in enumerate(filter(None, found), 1)]
    read = np.where(np.isin(pieces.labels, kept + 1), ink, 0).astype(np.uint8)
    return Page([[part.drawn(ink.shape) for part in row] for row in rows], read, warnings)


@dataclass(frozen=True, slots=True, eq=False)
class _InkPart:
    """``ink`` [H, W] within a box of the page."""

    box: Boxes
    ink: Grey

    @property
    def stages(self) -> Stages:
        height, width = self.ink.shape
        zoom = max(1, math.ceil(_FINE / max(height, width)))
        size = (width * zoom, height * zoom)
        large = Image.fromarray(self.ink).resize(size, Image.Resampling.BICUBIC)
        return stages_from_ink(np.pad(np.asarray(large), round(_MARGIN * max(size))))

    def is_mark(self, page: tuple[int, ...], height: float) -> bool:
        """Whether it is too small to be a digit, as a dot, or what a scan's margin shows."""
        left, top, right, bottom = self.box
        at_border = min(left, top) <= 0 or right >= page[1] or bottom >= page[0]
        smallest = (_MARGIN_MARK if at_border else _MARK) * height
        return bool(max(self.ink.shape) < smallest)

    def digit(self) -> Grey:
        return self.stages.digit

    def united(self, other: "_InkPart") -> "_InkPart":
        box = hull(np.array([self.box, other.box]))
        left, top, right, bottom = box.astype(int)
        ink = np.zeros((bottom - top, right - left), np.uint8)
        for part in (self, other):
            height, width = part.ink.shape
            x, y = part.box[:2].astype(int) - (left, top)
            place = ink[y:y + height, x:x + width]
            np.maximum(place, part.ink, out=place)
        return _InkPart(box, ink)

    def within(self, mask: Mask) -> "_InkPart | None":
        """What of it lies within the mask, without the paper around; None if there is no ink."""
        ink = np.where(mask, self.ink, 0).astype(np.uint8)
        rows, columns = (np.flatnonzero((ink > 127).any(axis)) for axis in (1, 0))
        if not len(rows):
            return None
        left, top, right, bottom = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        box = np.array([left, top, right, bottom]) + np.tile(self.box[:2], 2)
        return _InkPart(box, ink[top:bottom, left:right])

    def drawn(self, shape: tuple[int, ...]) -> DrawnDigit:
        height, width = shape
        left, top, right, bottom = (self.box / (width, height, width, height)).tolist()
        return DrawnDigit((left, top, right, bottom), self.stages)


def _digits_ink(pieces: Pieces) -> Indices:
    """Which pieces are ink: no specks, and not what lies beyond the paper, as a table's edge."""
    if not len(pieces.boxes):
        raise ValueError(NOTHING_DRAWN)
    labels, num = pieces.labels, len(pieces.boxes)
    is_frame = np.zeros(num, bool)
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        is_frame |= np.bincount(side, minlength=num + 1)[1:] >= _FRAME * len(side)
    if is_frame.all():
        is_frame[:] = False
    left, top, right, bottom = pieces.boxes.T
    sides = np.where(is_frame, 0, np.maximum(right - left, bottom - top))
    areas = np.where(is_frame, 0, pieces.areas)
    # not the largest of several: one blot is not a measure of the others
    place = min(3, (int((areas > 0).sum()) + 1) // 2)
    enough = _SPECK * np.sort(areas)[-place]
    return np.flatnonzero((areas >= max(enough, 1)) & (sides >= _SMALL * sides.max()))


def _cut_out(ink: Grey, pieces: Pieces, members: Indices) -> _InkPart:
    box = hull(pieces.boxes[members])
    left, top, right, bottom = box.astype(int)
    is_its_own = np.isin(pieces.labels[top:bottom, left:right], members + 1)
    return _InkPart(box, np.where(is_its_own, ink[top:bottom, left:right], 0).astype(np.uint8))


def _told_apart(row: Sequence[_InkPart], height: float, judge: Judge | None, number: int,
                warnings: list[str]) -> list[_InkPart]:
    """The row with what was drawn apart in one, and what touches in two, as ``warnings`` say."""
    whole = list(row) if judge is None else put_together(row, height, judge)
    digits: list[_InkPart] = []
    while whole:
        part = whole.pop(0)
        place = f"Row {number}, digit {len(digits) + 1}"
        high, wide = part.ink.shape
        if judge is not None and may_be_two(part, height, judge):
            two = surest_pair(part, _halves(part, height), height, judge)
            if two is not None:
                warnings.append(f"{place} touches the next one; they were parted where their ink "
                                "is thinnest.")
                # the right half may be two digits itself
                digits.append(two[0])
                whole.insert(0, two[1])
                continue
        if wide > RATHER_TWO * height:
            warnings.append(f"{place} is as wide as two; if two digits touch there, write them "
                            "further apart.")
        if high > _TWO_ROWS * height:
            warnings.append(f"{place} is as high as two; if digits of two rows touch there, "
                            "write them further apart.")
        digits.append(part)
    return digits


def _halves(part: _InkPart, height: float) -> list[tuple[_InkPart, _InkPart]]:
    found = []
    for is_left in cuts(part.ink):
        left, right = part.within(is_left), part.within(~is_left)
        if left and right and min(len(left.ink), len(right.ink)) >= _LOWEST * height:
            found.append((left, right))
    return found

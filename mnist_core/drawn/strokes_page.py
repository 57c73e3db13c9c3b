"""A drawing's strokes as the digits that they make, in rows from the top."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.drawn.digits import (
    MAX_DIGITS,
    DrawnDigit,
    Page,
    box_of_strokes,
    digit_from_strokes,
)
from mnist_core.drawn.drawing import Strokes, check_canvas, checked_paths, rendered
from mnist_core.drawn.paper import Grey
from mnist_core.drawn.pieces import Boxes, pieces_of
from mnist_core.drawn.rows import layout_of
from mnist_core.drawn.touching import RATHER_TWO, Judge, put_together

_CELL = 4  # canvas pixels; ink that is nearer touches, whatever the pen


def page_from_strokes(strokes: Strokes, *, width: int, height: int, brush: float,
                      judge: Judge | None = None) -> Page:
    """The digits of a drawing; see ``drawing.stages_from_strokes``.

    ``judge`` tells a digit that was drawn apart from two digits. Digits whose strokes touch stay
    one, with a warning.

    Raises:
        ValueError: one sentence: nothing is drawn, or more than allowed.
    """
    check_canvas(width, height, brush)
    canvas = _Canvas(width, height, brush)
    whole = [stroke for stroke in strokes if len(stroke)]
    paths = [path / _CELL for path in checked_paths(whole, width, height)]
    shape = (height // _CELL + 1, width // _CELL + 1)
    ink = rendered(paths, shape, brush / _CELL)
    pieces = pieces_of(ink > 0)
    num = len(pieces.boxes)
    if num > MAX_DIGITS:
        raise ValueError(f"The drawing has {num:,} strokes that do not touch; at most "
                         f"{MAX_DIGITS} digits are read: draw fewer.")
    # every stroke lies within one piece: its first point says which
    starts = [np.minimum(path[0], np.array(shape[::-1]) - 1).astype(int) for path in paths]
    owners = [int(pieces.labels[row, column]) - 1 for column, row in starts]
    layout = layout_of(pieces.boxes)
    rows, warnings = [], []
    for number, row in enumerate(layout.rows, 1):
        parts = [_StrokesPart(canvas, [
            stroke for stroke, owner in zip(whole, owners, strict=True)
            if owner in layout.digits[digit]]) for digit in row]
        parts = [part for part in parts if part.strokes]
        if judge is not None:
            parts = put_together(parts, layout.height * _CELL, judge)
        warnings += [f"Row {number}, digit {place} is as wide as two; if two digits touch there, "
                     "draw them further apart." for place, part in enumerate(parts, 1)
                     if part.box[2] - part.box[0] > RATHER_TWO * layout.height * _CELL]
        if parts:
            rows.append([canvas.digit(part.strokes) for part in parts])
    return Page(rows, ink, warnings)


@dataclass(frozen=True, slots=True)
class _Canvas:
    width: int
    height: int
    brush: float

    def digit(self, strokes: Strokes) -> DrawnDigit:
        return digit_from_strokes(strokes, width=self.width, height=self.height, brush=self.brush)


@dataclass(frozen=True, slots=True, eq=False)
class _StrokesPart:
    canvas: _Canvas
    strokes: Sequence[Sequence[Sequence[float]]]

    @property
    def box(self) -> Boxes:
        canvas = self.canvas
        shares = box_of_strokes(self.strokes, canvas.width, canvas.height, canvas.brush)
        return np.array(shares, np.float64) * ((canvas.width, canvas.height) * 2)

    def digit(self) -> Grey:
        return self.canvas.digit(self.strokes).stages.digit

    def united(self, other: "_StrokesPart") -> "_StrokesPart":
        return _StrokesPart(self.canvas, [*self.strokes, *other.strokes])

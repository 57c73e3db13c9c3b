"""A drawing or a picture as the digits that it shows, from left to right, each ready to be read."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from mnist_core.drawn.drawing import (
    Stages,
    Strokes,
    check_canvas,
    checked_paths,
    rendered,
    stages_from_ink,
    stages_from_strokes,
)
from mnist_core.drawn.paper import Grey
from mnist_core.drawn.pictures import LARGE, ink_of
from mnist_core.drawn.pieces import digits_among, pieces_of

MAX_DIGITS = 12
Box = tuple[float, float, float, float]

_CELL = 4  # canvas pixels; ink that is nearer touches, whatever the pen


@dataclass(frozen=True, slots=True, eq=False)
class DrawnDigit:
    """One digit; ``box`` is left, top, right and bottom of its ink, shares of the canvas' sides.

    ``strokes`` are those of it, None of a picture.
    """

    box: Box
    stages: Stages
    strokes: Strokes | None = None


def digits_from_strokes(strokes: Strokes, *, width: int, height: int, brush: float,
                        several: bool = True) -> list[DrawnDigit]:
    """The digits of a drawing; see ``drawing.stages_from_strokes``.

    One that holds everything unless ``several`` are looked for, or if there seem to be more than
    ``MAX_DIGITS``: then it is no row of digits.
    """
    check_canvas(width, height, brush)
    whole = [stroke for stroke in strokes if len(stroke)]
    groups = _groups_of_strokes(whole, width, height, brush) if several else [whole]
    return [DrawnDigit(_box_of(group, width, height, brush), stages_from_strokes(
        group, width=width, height=height, brush=brush), group) for group in groups]


def digits_from_image(image: Image.Image | Grey, *, several: bool = True) -> list[DrawnDigit]:
    """The digits of a picture; see ``drawing.stages_from_image``.

    A picture as small as MNIST's own is one digit: its lines break where scaling made them faint.
    """
    ink = ink_of(image)
    parts = _parts_of_ink(ink) if several and max(ink.shape) > LARGE else [ink]
    return [DrawnDigit(_box_of_ink(part), stages_from_ink(part)) for part in parts]


def _groups_of_strokes(strokes: Strokes, width: int, height: int, brush: float) -> list[Strokes]:
    paths = [path / _CELL for path in checked_paths(strokes, width, height)]
    shape = (height // _CELL + 1, width // _CELL + 1)
    pieces = pieces_of(rendered(paths, shape, brush / _CELL) > 0)
    if len(pieces.boxes) < 2:
        return [strokes]
    # every stroke lies within one piece: its first point says which
    starts = [np.minimum(path[0], np.array(shape[::-1]) - 1).astype(int) for path in paths]
    owners = [int(pieces.labels[row, column]) - 1 for column, row in starts]
    groups: list[Strokes] = [
        [stroke for stroke, owner in zip(strokes, owners, strict=True) if owner in digit]
        for digit in digits_among(pieces.boxes)]
    return [strokes] if len(groups) > MAX_DIGITS or not all(groups) else groups


def _parts_of_ink(ink: Grey) -> list[Grey]:
    pieces = pieces_of(ink > 0)
    digits = digits_among(pieces.boxes)
    if not 1 < len(digits) <= MAX_DIGITS:
        return [ink]
    return [np.where(np.isin(pieces.labels, digit + 1), ink, 0).astype(np.uint8)
            for digit in digits]


def _box_of(strokes: Strokes, width: int, height: int, brush: float) -> Box:
    points = np.concatenate(checked_paths(strokes, width, height))
    low, high = points.min(0) - brush / 2, points.max(0) + brush / 2
    left, top = np.maximum(low / (width, height), 0)
    right, bottom = np.minimum(high / (width, height), 1)
    return float(left), float(top), float(right), float(bottom)


def _box_of_ink(ink: Grey) -> Box:
    height, width = ink.shape
    rows, columns = (np.flatnonzero((ink > 127).any(axis)) for axis in (1, 0))
    return (columns[0] / width, rows[0] / height, (columns[-1] + 1) / width,
            (rows[-1] + 1) / height)

"""A digit of a drawing or of a picture, and the rows of digits that a page shows."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from mnist_core.drawn.drawing import (
    Stages,
    Strokes,
    checked_paths,
    stages_from_ink,
    stages_from_strokes,
)
from mnist_core.drawn.paper import Grey
from mnist_core.drawn.pictures import ink_of

Box = tuple[float, float, float, float]

MAX_DIGITS = 200
"""Of a page; there may be as many pieces of ink."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnDigit:
    """One digit; ``box`` is left, top, right and bottom of its ink, shares of the canvas' sides.

    ``strokes`` are those of it, None of a picture.
    """

    box: Box
    stages: Stages
    strokes: Strokes | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """``rows`` from the top, their digits from the left; ``ink`` [H, W], white on black.

    ``warnings`` are sentences: what could not be told apart with certainty.
    """

    rows: list[list[DrawnDigit]]
    ink: Grey
    warnings: list[str]

    @property
    def digits(self) -> list[DrawnDigit]:
        """In reading order."""
        return [digit for row in self.rows for digit in row]


def digit_from_strokes(strokes: Strokes, *, width: int, height: int, brush: float) -> DrawnDigit:
    """The one digit that all strokes make; see ``drawing.stages_from_strokes``."""
    whole = [stroke for stroke in strokes if len(stroke)]
    stages = stages_from_strokes(whole, width=width, height=height, brush=brush)
    return DrawnDigit(box_of_strokes(whole, width, height, brush), stages, whole)


def digit_from_image(image: Image.Image | Grey) -> DrawnDigit:
    """The one digit that a picture shows; see ``drawing.stages_from_image``."""
    ink = ink_of(image)
    return DrawnDigit(_box_of_ink(ink), stages_from_ink(ink))


def box_of_strokes(strokes: Strokes, width: int, height: int, brush: float) -> Box:
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

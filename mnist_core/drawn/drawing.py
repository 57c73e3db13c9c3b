"""From a drawing to the 28 x 28 digit that a network trained on MNIST expects, stage by stage.

MNIST's own recipe: crop to the ink, scale the longest side to 20 pixels with anti-aliasing, then
shift by whole pixels so that the centre of mass is at the centre of a 28 x 28 image. Source:
http://yann.lecun.com/exdb/mnist; the constants below are measured on the 60,000 training digits.
All arrays are uint8 with white ink (255) on black (0), as MNIST's are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from mnist_core.drawn.paper import Grey
from mnist_core.drawn.pictures import FAINT, LARGE, NOTHING_DRAWN, ink_of

Strokes = Sequence[Sequence[Sequence[float]]]
"""Strokes of points (x, y): canvas pixels, y downwards; the pen is up between two strokes."""

SIZE = 28
BOX = 20  # the longest side of every MNIST digit
CENTRE = 14  # MNIST's centres of mass, as pixel indices, lie from 13.5 to 14.5: rounded to 14
PEN = 2.3  # pen width, in pixels of the 20: gives MNIST's mean ink and its median stroke width

MAX_SIDE = 2_000
MAX_STROKES = 1_000
MAX_POINTS = 20_000

_CELL = 16  # strokes are drawn this many times larger than the digit, for smooth edges
_BLOB = 2  # brush widths: what is shorter is not written, only dabbed


@dataclass(frozen=True, slots=True, eq=False)
class Stages:
    """What became of a drawing: canvas [H, W] -> cropped to its ink -> scaled -> digit [28, 28].

    ``cropped`` has strokes of MNIST's width; ``scaled`` has at most 20 pixels a side.
    """

    canvas: Grey
    cropped: Grey
    scaled: Grey
    digit: Grey

    def __post_init__(self) -> None:
        assert max(self.scaled.shape) <= BOX and self.digit.shape == (SIZE, SIZE)


def stages_from_strokes(strokes: Strokes, *, width: int, height: int, brush: float) -> Stages:
    """The stages of a drawing made with a round pen ``brush`` pixels wide on a canvas.

    Points outside the canvas count as points at its edge. The canvas shows the user's brush; the
    later stages are drawn anew with MNIST's pen, so a digit drawn small is not a fat digit. The
    longest side becomes 20 pixels, except of dots: of drawings shorter than two brush widths.

    Raises:
        ValueError: one sentence: nothing is drawn, or something is larger than allowed.
    """
    check_canvas(width, height, brush)
    paths = checked_paths(strokes, width, height)
    factor = 4 if max(width, height) <= 500 else 2
    canvas = _reduced(rendered([path * factor for path in paths], (height * factor, width * factor),
                             brush * factor), factor)

    points = np.concatenate(paths)
    low, high = points.min(0), points.max(0)
    # a dot, or a click that trembled, stays one: it is not blown up to a digit of 20 pixels
    zoom = (BOX - PEN) * _CELL / max(float((high - low).max()), _BLOB * brush)
    pen = PEN * _CELL
    columns, rows = np.rint((high - low) * zoom + pen).astype(int)
    cropped = rendered([(path - low) * zoom + pen / 2 for path in paths], (rows, columns), pen)
    return _stages(canvas, cropped, _CELL)


def stages_from_image(image: Image.Image | NDArray[np.uint8]) -> Stages:
    """The stages of a picture: dark on light or light on dark, judged by its border.

    ``image`` is a Pillow image of any mode, or uint8 [H, W], [H, W, 3] or [H, W, 4]; transparent
    parts are paper. Lines thinner than MNIST's are thickened in pictures above 56 pixels.

    Raises:
        ValueError: one sentence: it shows nothing, is too large, cannot be read, or is not such
            an array.
    """
    return stages_from_ink(ink_of(image))


def stages_from_ink(ink: Grey) -> Stages:
    """The stages of white ink on black [H, W], as ``pictures.ink_of`` makes it; not empty."""
    if max(ink.shape) > LARGE:
        cropped = _thickened(_cropped(ink, threshold=127))
    else:
        cropped = _cropped(ink, threshold=FAINT)
    return _stages(ink, cropped, max(cropped.shape) / BOX)


def raw_resize(canvas: Grey) -> Grey:
    """The whole canvas squeezed to [28, 28], neither cropped nor centred: how not to do it."""
    return np.asarray(Image.fromarray(canvas).resize((SIZE, SIZE)))


def check_canvas(width: int, height: int, brush: float) -> None:
    """Raises:
        ValueError: one sentence: the canvas or the brush, in pixels, is larger than allowed.
    """
    for name, side in (("width", width), ("height", height)):
        if not 1 <= side <= MAX_SIDE:
            raise ValueError(f"The canvas {name} is {side} pixels; it must be from 1 to "
                             f"{MAX_SIDE:,}.")
    if not 0 < brush <= max(width, height):
        raise ValueError(f"The brush is {brush:g} pixels wide; it must be more than 0 and at most "
                         f"as wide as the canvas ({max(width, height)}).")


def _stages(canvas: Grey, cropped: Grey, cell: float) -> Stages:
    scaled = _scaled(cropped, cell)
    return Stages(canvas, cropped, scaled, _centred(scaled))


def _scaled(cropped: Grey, cell: float) -> Grey:
    """Average squares of ``cell`` x ``cell`` pixels, the shape kept by a black margin."""
    sides = [math.ceil(side / cell - 1e-6) for side in cropped.shape]
    margins = [max(0, round(side * cell) - old)
               for side, old in zip(sides, cropped.shape, strict=True)]
    padded = np.pad(cropped, [(margin // 2, margin - margin // 2) for margin in margins])
    how = Image.Resampling.BOX if cell >= 1 else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(padded).resize((sides[1], sides[0]), how))


def _centred(scaled: Grey) -> Grey:
    means = ndimage.center_of_mass(scaled.astype(float))
    digit = np.zeros((SIZE, SIZE), np.uint8)
    top, left = (
        # within the image, whatever the centre of mass: no ink is lost
        min(max(math.floor(CENTRE + 0.5 - mean), 0), SIZE - side)
        for mean, side in zip(means, scaled.shape, strict=True))
    digit[top:top + scaled.shape[0], left:left + scaled.shape[1]] = scaled
    return digit


def checked_paths(strokes: Strokes, width: int, height: int) -> list[NDArray[np.float64]]:
    """One array [points, 2] a stroke that has points, within the canvas.

    Raises:
        ValueError: one sentence: nothing is drawn, no points, or too many.
    """
    malformed = ValueError("Every stroke must be a list of [x, y] points, both of them numbers.")
    try:
        num_points = sum(len(stroke) for stroke in strokes)
    except TypeError:
        raise malformed from None
    if len(strokes) > MAX_STROKES or num_points > MAX_POINTS:
        raise ValueError(f"The drawing has {len(strokes):,} strokes and {num_points:,} points; at "
                         f"most {MAX_STROKES:,} and {MAX_POINTS:,} are allowed.")
    try:
        paths = [np.array(stroke, np.float64) for stroke in strokes if len(stroke)]
    except (TypeError, ValueError):
        raise malformed from None
    if any(path.ndim != 2 or path.shape[1] != 2 or not np.isfinite(path).all() for path in paths):
        raise malformed
    if not paths:
        raise ValueError(NOTHING_DRAWN)
    return [path.clip((0, 0), (width, height)) for path in paths]


def rendered(paths: list[NDArray[np.float64]], shape: tuple[int, int], pen: float) -> Grey:
    """Straight lines with round caps and joins, without anti-aliasing."""
    image = Image.new("L", (int(shape[1]), int(shape[0])))
    draw = ImageDraw.Draw(image)
    # Pillow counts in whole pixels and both ends of a disc belong to it
    radius = max(0.0, (pen - 1) / 2)
    for path in paths:
        points = [(float(x), float(y)) for x, y in path - 0.5]
        if len(points) > 1:
            draw.line(points, fill=255, width=max(1, round(pen)))
        # a disc at each point makes the ends and the corners round
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(image)


def _reduced(image: Grey, factor: int) -> Grey:
    return np.asarray(Image.fromarray(image).reduce(factor))


def _cropped(ink: Grey, threshold: int) -> Grey:
    rows, columns = (np.flatnonzero((ink > threshold).any(axis)) for axis in (1, 0))
    return ink[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]


def _thickened(cropped: Grey) -> Grey:
    """Thin lines widened evenly until they are MNIST's pen once the longest side is 20."""
    mask = np.pad(cropped > 127, 1)  # paper all round, even where all that was left is ink
    # along a line of width w the mean distance to its edge is w / 4
    pen = 4 * float(ndimage.distance_transform_edt(mask)[mask].mean())
    length = max(cropped.shape) - pen
    missing = PEN * length / (BOX - PEN) - pen
    if missing <= 1:
        return cropped
    margin = math.ceil(missing / 2)
    # the padding above is part of the margin, so that only the ink grows
    distance = ndimage.distance_transform_edt(~np.pad(mask, margin - 1))
    return np.asarray(np.where(distance <= missing / 2, 255, 0), np.uint8)

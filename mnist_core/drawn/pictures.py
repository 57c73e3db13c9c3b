"""A picture of a digit, whatever its size, mode and colours, as white ink on black."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from mnist_core.drawn.paper import Grey, against_paper
from mnist_core.drawn.picture_file import WORKING_SIDE, small_picture
from mnist_core.drawn.pieces import pieces_of

LARGE = 56  # pixels a side: above it a digit has far more pixels than MNIST's 20
FAINT = 12  # grey levels of ink, above which a pixel of a small picture belongs to the digit
NOTHING_DRAWN = "Nothing is drawn yet; draw a digit first."

_CONTRAST = 32  # grey levels between ink and paper, below which there is only noise
_STRONG = 99.7  # percentile: a thin line covers less than a hundredth of a picture
_SPECK = 0.02  # of the largest piece of ink: dirt, or the grain of a photograph
_MARGIN_MARK = 0.5  # of the largest piece within
_DIGIT = 0.1  # of the picture's height: what is lower need not be a digit


def ink_of(image: Image.Image | NDArray[np.uint8]) -> Grey:
    """White ink on black, [H, W], at most 512 pixels a side, the strongest ink 255.

    ``image`` is a Pillow image of any mode, or uint8 [H, W], [H, W, 3] or [H, W, 4]. Transparent
    parts are paper; ink is darker or lighter than paper, and the light on it may be uneven.

    Raises:
        ValueError: one sentence: it shows nothing, is too large, cannot be read, or is not such
            an array.
    """
    grey = grey_of(image)
    return _tidied(_lines(grey)) if max(grey.shape) > LARGE else _inner(_contrasted(grey))


def _lines(grey: Grey) -> Grey:
    """The ink of a large picture, whatever its light.

    Scaling down will make the grey levels, so the picture's own (shadows, grain) may go.
    """
    towards_ink, light = against_paper(grey)
    # not the strongest place: that may be a speck
    if np.percentile(ndimage.median_filter(towards_ink, 3), _STRONG) < _CONTRAST:
        raise ValueError(NOTHING_DRAWN)
    share = towards_ink / light
    strongest = float(np.percentile(ndimage.median_filter(share, 3), _STRONG))
    return np.asarray(np.clip((share / strongest - 0.3) * (255 / 0.4), 0, 255), np.uint8)


def _tidied(ink: Grey) -> Grey:
    """Without specks, and without what comes in from beyond the border, as the table's edge."""
    pieces = pieces_of(ink > 0)
    height, width = ink.shape
    left, top, right, bottom = pieces.boxes.T
    is_inside = (left > 0) & (top > 0) & (right < width) & (bottom < height)
    areas = pieces.areas.copy()
    if (is_inside & (bottom - top >= _DIGIT * height)).any():
        areas[~is_inside] = 0
    kept = np.flatnonzero(areas >= _SPECK * areas.max()) + 1
    return np.where(np.isin(pieces.labels, kept), ink, 0).astype(np.uint8)


def _inner(ink: Grey) -> Grey:
    """Without the marks in a small scan's margins: low pieces at the border beside a digit."""
    pieces = pieces_of(ink > FAINT)
    height, width = ink.shape
    left, top, right, bottom = pieces.boxes.T
    is_inside = (left > 0) & (top > 0) & (right < width) & (bottom < height)
    if not is_inside.any():
        return ink
    sides = np.maximum(right - left, bottom - top)
    marks = np.flatnonzero(~is_inside & (sides < _MARGIN_MARK * sides[is_inside].max())) + 1
    return np.where(np.isin(pieces.labels, marks), 0, ink).astype(np.uint8)


def grey_of(image: Image.Image | NDArray[np.uint8], side: int = WORKING_SIDE) -> Grey:
    """Grey levels [H, W], at most ``side`` pixels a side; transparent parts are paper.

    Raises:
        ValueError: see ``ink_of``.
    """
    return _grey(small_picture(_picture(image), side))


def _picture(image: Image.Image | NDArray[Any]) -> Image.Image:
    if isinstance(image, np.ndarray):
        if image.dtype != np.uint8 or not (image.ndim == 2 or image.shape[2:] in ((3,), (4,))):
            raise ValueError(f"The picture is an array of {image.dtype} {list(image.shape)}; it "
                             "must be uint8 [H, W], [H, W, 3] or [H, W, 4].")
        if not image.size:
            raise ValueError(NOTHING_DRAWN)
        image = Image.fromarray(image)
    return image


def _grey(image: Image.Image) -> Grey:
    if not image.has_transparency_data:
        return np.asarray(image.convert("L"))
    bands = image.convert("RGBA").convert("LA").split()
    grey, alpha = (np.asarray(band, np.float64) for band in bands)
    weight = alpha / 255
    # the paper behind transparent parts is whatever shows the ink best
    paper = 255 if (grey * weight).sum() < 127.5 * weight.sum() else 0
    return (grey * weight + paper * (1 - weight)).round().astype(np.uint8)


def _contrasted(grey: Grey) -> Grey:
    """White ink on black paper, the strongest ink 255; the border tells the paper's grey."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(border))
    sign = -1 if paper > (float(grey.min()) + float(grey.max())) / 2 else 1
    ink = np.clip(sign * (grey - paper), 0, None)
    strongest = float(ink.max())
    if strongest < _CONTRAST:
        raise ValueError(NOTHING_DRAWN)
    return np.asarray(np.rint(ink * (255 / strongest)), np.uint8)

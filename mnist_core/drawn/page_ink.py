"""The ink of a page whose digits are small beside it, without rules, margins and specks.

Paper is the grey that is left when everything narrower than a window is closed over: a closing,
which follows straight shadows and slow falls of light exactly, whatever is written on them.
"""

import math

import numpy as np
from PIL import Image
from scipy import ndimage

from mnist_core.drawn.paper import BLACK, Field, Grey, is_dark_on_light
from mnist_core.drawn.pictures import NOTHING_DRAWN
from mnist_core.drawn.rules import without_rules

FINE_SIDE = 1_000
"""Pixels of the longer side, below which a page is enlarged: small prints keep their shapes."""

_MARGIN = 0.04  # of each side: there may be a scanner's dark frame
_WINDOW = 0.15  # of the longer side: wider than any pen
_COPY_SIDE = 400  # paper is looked for in a small copy
_NOISE = 6  # standard deviations of the paper's grain, above which there is ink
_FAINT = 0.1  # of the paper's light: what differs less is not ink either
_STRONG = 90  # percentile of the ink: rules are fainter, and are at most half of it
_RAMP = 0.3, 0.7  # shares of the strongest ink that become black and white


def ink_of_page(grey: Grey) -> Grey:
    """White ink on black, [H, W], as large as ``grey`` or, of a small picture, larger.

    Raises:
        ValueError: it shows nothing.
    """
    share = _share_of_light(_enlarged(grey))
    blurred = ndimage.gaussian_filter(share, 0.7)
    grain = 1.4826 * float(np.median(np.abs(blurred - np.median(blurred))))
    candidates = blurred[blurred > max(_FAINT, _NOISE * grain)]
    if candidates.size < 12:
        raise ValueError(NOTHING_DRAWN)
    strongest = float(np.percentile(candidates, _STRONG))
    low, high = (edge * strongest for edge in _RAMP)
    ink = np.clip((blurred - low) * (255 / (high - low)), 0, 255).astype(np.uint8)
    return without_rules(ink)


def _enlarged(grey: Grey) -> Grey:
    zoom = math.ceil(FINE_SIDE / max(grey.shape))
    if zoom == 1:
        return grey
    size = (grey.shape[1] * zoom, grey.shape[0] * zoom)
    return np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC))


def _share_of_light(grey: Grey) -> Field:
    """How far each place is from its paper towards ink, as a share of the paper's grey."""
    height, width = grey.shape
    rows, columns = (slice(round(_MARGIN * side), side - round(_MARGIN * side))
                     for side in (height, width))
    is_dark = is_dark_on_light(grey[rows, columns])
    small = Image.fromarray(grey)
    small.thumbnail((_COPY_SIDE, _COPY_SIDE), Image.Resampling.BOX)
    copy = ndimage.gaussian_filter(np.asarray(small, np.float32), 1)
    window = round(_WINDOW * _COPY_SIDE) | 1
    close = ndimage.grey_closing if is_dark else ndimage.grey_opening
    closed = ndimage.gaussian_filter(close(copy, window, mode="nearest"), 2)
    paper = np.asarray(Image.fromarray(closed).resize((width, height),
                                                      Image.Resampling.BILINEAR), np.float32)
    towards_ink = paper - grey if is_dark else grey - paper
    return np.asarray(np.clip(towards_ink, 0, None) / np.maximum(paper, BLACK), np.float32)

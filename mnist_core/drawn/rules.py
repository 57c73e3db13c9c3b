"""Rules and squares printed on paper: found as long straight lines, and taken out of the ink.

As staff lines are taken out of music: along the line only what is no thicker than the line goes, so
that a stroke that crosses it, or a foot that stands on it, stays whole.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_core.drawn.paper import Grey

Mask = NDArray[np.bool_]

_STEEPEST = 10  # degrees
_LONG = 0.6  # of the page's width: no digit is that wide where a line of digits fits
_THICKEST = 0.01  # of the page's longer side
_INK = 40  # grey: a rule may be faint


def without_rules(ink: Grey) -> Grey:
    """White ink on black, [H, W], without its horizontal and vertical rules."""
    kept = _without_horizontal(ink)
    return np.ascontiguousarray(_without_horizontal(np.ascontiguousarray(kept.T)).T)


def _without_horizontal(ink: Grey) -> Grey:
    mask = ink > _INK
    thickest = max(3, round(_THICKEST * max(ink.shape)))
    # what is thin upright may be a rule
    runs = run_lengths(mask)
    thin = mask & (runs <= thickest)
    found = _lines(thin)
    if not found:
        return ink
    slope, tops = found
    height, width = ink.shape
    columns = np.arange(width)
    kept = ink.copy()
    for top in tops:
        rows = np.clip(np.rint(top + slope * columns).astype(int), 0, height - 1)
        _take_out(kept, mask, runs, rows, thickest)
    return kept


def run_lengths(mask: Mask) -> NDArray[np.int32]:
    """Of each place, how many pixels of ink in one go, counted downwards, it belongs to."""
    height, width = mask.shape
    padded = np.zeros((height + 2, width), np.int8)
    padded[1:-1] = mask
    steps = np.diff(padded, axis=0).T  # columns first, so that starts and ends pair
    starts, ends = np.argwhere(steps == 1), np.argwhere(steps == -1)
    lengths = (ends[:, 1] - starts[:, 1]).astype(np.int32)
    marks = np.zeros((width, height + 1), np.int32)
    marks[starts[:, 0], starts[:, 1]] += lengths
    marks[ends[:, 0], ends[:, 1]] -= lengths
    return np.ascontiguousarray(marks.cumsum(axis=1)[:, :-1].T)


def _lines(thin: Mask) -> tuple[float, list[float]] | None:
    """The slope that all rules share, and where each meets the left border; None without any."""
    rows, columns = np.nonzero(thin)
    if not len(rows):
        return None
    width = thin.shape[1]
    spread = width * math.tan(math.radians(_STEEPEST))
    best, slope = 0.0, 0.0
    for degrees in np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.25):
        tilt = math.tan(math.radians(degrees))
        histogram = np.bincount((rows - tilt * columns + spread).astype(int))
        peak = float((histogram.astype(float) ** 2).sum())
        if peak > best:
            best, slope = peak, tilt
    bins = (rows - slope * columns + spread).astype(int)
    num_bins = bins.max() + 3
    # in how many columns there is thin ink within a row of three: digits leave gaps
    in_column = np.unique(np.concatenate([(bins + shift) * width + columns
                                          for shift in (0, 1, 2)]))
    covered = np.bincount(in_column // width, minlength=num_bins)
    is_rule = (covered >= _LONG * width) & (covered == ndimage.maximum_filter1d(covered, 9))
    tops = [place - spread - 0.5 for place in np.flatnonzero(is_rule)]
    return (slope, tops) if tops else None


def _take_out(kept: Grey, mask: Mask, runs: NDArray[np.int32], rows: NDArray[np.int64],
              thickest: int) -> None:
    height, width = mask.shape
    columns = np.arange(width)
    near = np.clip(rows + np.arange(-3, 4)[:, None], 0, height - 1)
    on_line = np.where(mask[near, columns], runs[near, columns], 0)
    lengths = on_line.max(axis=0)
    thin = lengths[(lengths > 0) & (lengths <= thickest)]
    if not len(thin):
        return
    most = float(np.median(thin)) + 2
    for offset in range(-3 - thickest, 4 + thickest):
        places = np.clip(rows + offset, 0, height - 1)
        gone = mask[places, columns] & (runs[places, columns] <= most)
        kept[places[gone], columns[gone]] = 0

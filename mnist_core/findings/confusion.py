"""The confusion matrix, true class by what it was read as: its texts, how strong each cell is
coloured, recall and precision."""

from math import log1p
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_core.network.geometry import NUM_CLASSES

Mode = Literal["errors", "counts", "shares"]
"""Errors alone, all counts, or each as a share of its row in percent."""
# of the scale from the page's ground to full colour: a single error must still be seen
FAINTEST = 0.18


def cell_texts(counts: NDArray[np.int64], mode: Mode) -> list[list[str]]:
    """What is written into the cells, [10][10]; nothing where nothing happened."""
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    def text(row: int, column: int) -> str:
        if not counts[row, column] or (mode == "errors" and row == column):
            return ""
        return f"{shares[row, column]:.1f}" if mode == "shares" else f"{counts[row, column]}"
    return [[text(row, column) for column in range(NUM_CLASSES)] for row in range(NUM_CLASSES)]


def strengths(counts: NDArray[np.int64], mode: Mode) -> list[list[float | None]]:
    """How strong each cell's colour is, 0 to 1, [10][10]; None leaves the cell empty.

    Errors are compared with the most frequent one. With the diagonal, a thousand times larger,
    the scale is logarithmic, or every error would look like none.
    """
    errors_only = mode == "errors"
    values = counts.astype(float)
    if mode == "shares":
        # in tenths of a percent, the smallest that is written
        values = 1000 * values / np.maximum(values.sum(axis=1, keepdims=True), 1)
    if errors_only:
        np.fill_diagonal(values, 0)
    most = max(float(values.max()), 1)

    def strength(row: int, column: int) -> float | None:
        if errors_only and row == column:
            return None
        value = float(values[row, column])
        share = value / most if errors_only else log1p(value) / log1p(most)
        return FAINTEST + (1 - FAINTEST) * share if value else 0.0
    return [[strength(row, column) for column in range(NUM_CLASSES)] for row in range(NUM_CLASSES)]


def percents(counts: NDArray[np.int64], axis: int) -> list[str]:
    """By class, [10], in percent: recall along the rows (axis 1), precision down the columns (0).

    A class that never occurs, or was never read, has none.
    """
    totals = counts.sum(axis=axis)
    return [f"{100 * right / total:.1f}" if total else "–"
            for right, total in zip(np.diag(counts).tolist(), totals.tolist(), strict=True)]


def alt_text(counts: NDArray[np.int64]) -> str:
    """What the matrix says, for those who cannot see it."""
    wrong = int(counts.sum() - np.trace(counts))
    if not wrong:
        return f"Confusion matrix: all {counts.sum():,} digits are read right."
    errors = counts.copy()
    np.fill_diagonal(errors, 0)
    true, read = np.unravel_index(int(errors.argmax()), errors.shape)
    return (f"Confusion matrix of {counts.sum():,} digits, true class by what it was read as: "
            f"{wrong:,} errors, most often {true} read as {read}, {errors[true, read]} times.")

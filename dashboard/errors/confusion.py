"""The confusion matrix as cells: true rows, read-as columns, each with a text and a colour."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.display.colour import ink_on, mixed
from mnist_core.charts.palette import Palette
from mnist_core.findings.confusion import Mode, alt_text, cell_texts, percents, strengths
from mnist_core.network.geometry import NUM_CLASSES


def matrix_data(counts: NDArray[np.int64], mode: Mode, chosen: tuple[int | None, int | None],
                colours: Palette) -> dict[str, Any]:
    """What the element draws; ``chosen`` (true, read) is ringed: a cell, or a row or column."""
    texts, strong = cell_texts(counts, mode), strengths(counts, mode)
    return {
        "full": colours.train, "ground": colours.surface, "ring": colours.test,
        "recall": percents(counts, 1), "precision": percents(counts, 0),
        "chosen": list(chosen), "label": alt_text(counts), "small": mode == "shares",
        "cells": [[_cell(texts[row][column], strong[row][column], colours)
                   | {"told": f"{row} read as {column}: {counts[row, column]:,} of "
                              f"{counts[row].sum():,}"}
                   for column in range(NUM_CLASSES)] for row in range(NUM_CLASSES)],
    }


def _cell(text: str, strength: float | None, colours: Palette) -> dict[str, Any]:
    return {"text": text, "strength": strength,
            "ink": ink_on(mixed(colours.train, colours.surface, 1 - (strength or 0)), colours)}

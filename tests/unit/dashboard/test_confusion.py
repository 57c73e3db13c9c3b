"""The confusion matrix shows exactly ten classes, and can be clicked, read and seen."""

from typing import get_args

import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score

from dashboard.display.colour import contrast
from dashboard.errors.confusion import matrix_data
from mnist_core.charts.palette import DARK, LIGHT, Palette
from mnist_core.findings.confusion import Mode, alt_text, cell_texts, percents, strengths

COUNTS = np.diag([100] * 10)
COUNTS[4, 9], COUNTS[4, 4] = 6, 94
COUNTS[7, 2] = 1


def test_errors_only_leaves_the_diagonal_empty() -> None:
    texts = cell_texts(COUNTS, "errors")
    assert texts[4][9] == "6" and texts[7][2] == "1"
    assert all(not texts[place][place] for place in range(10))
    assert all(strengths(COUNTS, "errors")[place][place] is None for place in range(10))


def test_counts_and_shares_of_the_row() -> None:
    assert cell_texts(COUNTS, "counts")[4][4] == "94"
    assert cell_texts(COUNTS, "shares")[4][9] == "6.0"
    assert cell_texts(COUNTS, "shares")[0][1] == ""


def test_recall_and_precision_are_scikit_learns() -> None:
    true, read = (axis.repeat(COUNTS.ravel()) for axis in np.indices((10, 10)).reshape(2, -1))
    for found, expected in ((percents(COUNTS, 1), recall_score(true, read, average=None)),
                            (percents(COUNTS, 0), precision_score(true, read, average=None))):
        assert found == [f"{100 * share:.1f}" for share in expected]


def test_a_class_without_digits_has_no_recall_and_one_never_read_no_precision() -> None:
    counts = np.diag([5] * 10)
    counts[3, 3], counts[8] = 0, 0
    counts[3, 8] = 5
    assert percents(counts, 1)[8] == "–" and percents(counts, 1)[3] == "0.0"
    assert percents(counts, 0)[3] == "–" and percents(counts, 0)[8] == "0.0"


@pytest.mark.parametrize("mode", get_args(Mode))
def test_one_error_is_seen_and_more_are_seen_better(mode: Mode) -> None:
    strong = strengths(COUNTS, mode)
    none, one, six = strong[0][1], strong[7][2], strong[4][9]
    assert none is not None and one is not None and six is not None
    assert none == 0 < one < six <= 1


@pytest.mark.parametrize("mode", get_args(Mode))
def test_without_errors_or_digits_there_is_still_a_matrix(mode: Mode) -> None:
    for counts in (np.diag([5] * 10), np.zeros((10, 10), np.int64)):
        cells = matrix_data(counts, mode, (None, None), LIGHT)["cells"]
        assert [len(row) for row in cells] == [10] * 10


def test_every_cell_tells_its_classes_and_its_share() -> None:
    cells = matrix_data(COUNTS, "counts", (None, None), LIGHT)["cells"]
    assert cells[4][9]["told"] == "4 read as 9: 6 of 100"
    assert cells[0][1]["told"] == "0 read as 1: 0 of 100"


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_numbers_stand_out_from_their_cells(colours: Palette) -> None:
    cells = matrix_data(COUNTS, "counts", (None, None), colours)["cells"]
    by_text = {cell["text"]: cell["ink"] for row in cells for cell in row}
    # the ground's colour on a full cell, and what stands out from the ground on a faint one
    assert by_text["100"] == colours.background
    assert contrast(by_text["1"], colours.background) >= contrast(colours.text, colours.background)


def test_the_alternative_text_tells_the_finding() -> None:
    assert alt_text(COUNTS) == ("Confusion matrix of 1,001 digits, true class by what it was read "
                                "as: 7 errors, most often 4 read as 9, 6 times.")
    assert "all 50 digits are read right" in alt_text(np.diag([5] * 10))

"""The confusion matrix shows exactly ten classes, and can be clicked, read and seen."""

import numpy as np
import pytest

from dashboard.figures.confusion import MODES, alt_text, cell_texts, confusion_figure, strengths
from dashboard.theme import DARK, LIGHT, Palette

COUNTS = np.diag([100] * 10)
COUNTS[4, 9], COUNTS[4, 4] = 6, 94
COUNTS[7, 2] = 1


def test_errors_only_leaves_the_diagonal_empty() -> None:
    texts = cell_texts(COUNTS, "Errors only")
    assert texts[4][9] == "6" and texts[7][2] == "1"
    assert all(not texts[place][place] for place in range(10))
    assert all(strengths(COUNTS, "Errors only")[place][place] is None for place in range(10))


def test_counts_and_shares_of_the_row() -> None:
    assert cell_texts(COUNTS, "Counts")[4][4] == "94"
    assert cell_texts(COUNTS, "Row %")[4][9] == "6.0"
    assert cell_texts(COUNTS, "Row %")[0][1] == ""


@pytest.mark.parametrize("mode", MODES)
def test_one_error_is_seen_and_more_are_seen_better(mode: str) -> None:
    strong = strengths(COUNTS, mode)  # type: ignore[arg-type]
    none, one, six = strong[0][1], strong[7][2], strong[4][9]
    assert none is not None and one is not None and six is not None
    assert none == 0 < one < six <= 1


@pytest.mark.parametrize("mode", MODES)
def test_without_errors_or_digits_there_is_still_a_matrix(mode: str) -> None:
    for counts in (np.diag([5] * 10), np.zeros((10, 10), np.int64)):
        figure = confusion_figure(counts, mode, (None, None), LIGHT)  # type: ignore[arg-type]
        assert len(figure.data) == 2


def test_both_axes_name_exactly_0_to_9() -> None:
    figure = confusion_figure(COUNTS, "Errors only", (None, None), LIGHT)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert list(axis.tickvals) == list(range(10))
        low, high = sorted(axis.range)
        assert -1 < low < -0.5 and 9.5 < high < 10
    # the true classes run downwards, as in every table
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]


def test_every_cell_is_a_place_to_click_that_names_its_classes() -> None:
    cells = confusion_figure(COUNTS, "Counts", (None, None), LIGHT).data[1]
    assert len(cells.x) == 100
    for x, y, (true, read) in zip(cells.x, cells.y, cells.customdata, strict=True):
        assert (y, x) == (true, read)
    # "skip" would make Plotly skip the clicks as well
    assert cells.hoverinfo != "skip"


def test_the_chosen_cell_row_or_column_is_ringed() -> None:
    def ring(true: int | None, read: int | None) -> tuple[float, ...]:
        shape = confusion_figure(COUNTS, "Counts", (true, read), LIGHT).layout.shapes[-1]
        return shape.x0, shape.x1, shape.y0, shape.y1
    assert ring(4, 9) == (8.5, 9.5, 3.5, 4.5)
    assert ring(4, None) == (-0.5, 9.5, 3.5, 4.5)
    assert ring(None, 9) == (8.5, 9.5, -0.5, 9.5)
    assert not confusion_figure(COUNTS, "Counts", (None, None), LIGHT).layout.shapes


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_numbers_stand_out_from_their_cells(colours: Palette) -> None:
    notes = confusion_figure(COUNTS, "Counts", (None, None), colours).layout.annotations
    by_text = {note.text: note.font.color for note in notes}
    # the ground's colour on a full cell, the text's on a faint one
    assert by_text["100"] == colours.background and by_text["1"] == colours.text


def test_the_alternative_text_tells_the_finding() -> None:
    assert alt_text(COUNTS) == ("Confusion matrix of 1,001 digits, true class by what it was read "
                                "as: 7 errors, most often 4 read as 9, 6 times.")
    assert "all 50 digits are read right" in alt_text(np.diag([5] * 10))

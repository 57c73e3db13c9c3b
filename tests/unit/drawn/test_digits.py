"""Digits drawn side by side are told apart, and the broken parts of one digit stay together."""

import numpy as np
import pytest
from PIL import Image

from mnist_core.drawn.digits import MAX_DIGITS, DrawnDigit, digit_from_image, digit_from_strokes
from mnist_core.drawn.page import page_from_image
from mnist_core.drawn.strokes_page import page_from_strokes

Strokes = list[list[list[float]]]

# each within 0..1, y downwards
ONE: Strokes = [[[.5, 0], [.5, 1]]]
TWO: Strokes = [[[.05, .25], [.2, .03], [.5, .05], [.6, .3], [0, 1], [.7, .95]]]
FOUR: Strokes = [[[.4, 0], [0, .6], [.7, .6]], [[.5, .3], [.5, 1]]]
BARRED_FIVE: Strokes = [[[.15, .12], [.1, .45], [.5, .45], [.6, .75], [.4, 1], [0, .9]],
                        [[.3, 0], [.75, 0]]]


def at(shape: Strokes, x: float, y: float = 60, size: float = 120) -> Strokes:
    return [[[x + px * size, y + py * size] for px, py in stroke] for stroke in shape]


def found(*digits: Strokes, brush: float = 12) -> list[DrawnDigit]:
    strokes = [stroke for digit in digits for stroke in digit]
    return page_from_strokes(strokes, width=400, height=280, brush=brush).digits


def test_a_row_of_digits_is_read_from_left_to_right_whatever_was_drawn_first() -> None:
    row = found(at(FOUR, 270), at(TWO, 20), at(ONE, 120))
    alone = [found(shape)[0] for shape in (at(TWO, 20), at(ONE, 120), at(FOUR, 270))]
    assert len(row) == 3
    for digit, same in zip(row, alone, strict=True):
        assert np.array_equal(digit.stages.digit, same.stages.digit)
        assert digit.box == same.box and digit.strokes == same.strokes


@pytest.mark.parametrize("shape", [ONE, TWO, FOUR, BARRED_FIVE])
def test_one_digit_stays_one(shape: Strokes) -> None:
    digit, = found(at(shape, 100, size=160))
    assert digit.strokes == at(shape, 100, size=160)


def test_the_bar_of_a_five_stays_with_it_in_a_row() -> None:
    assert len(found(at(TWO, 20), at(BARRED_FIVE, 130), at(ONE, 250))) == 3


def test_a_box_holds_the_ink_of_its_digit() -> None:
    one, two = found(at(ONE, 20), at(TWO, 200))
    left, top, right, bottom = one.box
    assert left == pytest.approx((80 - 6) / 400) and right == pytest.approx((80 + 6) / 400)
    assert top == pytest.approx((60 - 6) / 280) and bottom == pytest.approx((180 + 6) / 280)
    assert two.box[0] > right


def test_digits_are_not_looked_for_unless_asked() -> None:
    strokes = [*at(ONE, 20), *at(TWO, 200)]
    whole = digit_from_strokes(strokes, width=400, height=280, brush=12)
    assert whole.strokes == strokes


def test_any_number_of_digits_is_read_in_rows_from_the_top() -> None:
    ones = [at(ONE, 18.0 * place, y=y, size=60) for y in (170, 20) for place in range(20)]
    strokes = [stroke for one in ones for stroke in one]
    page = page_from_strokes(strokes, width=400, height=280, brush=6)
    assert [len(row) for row in page.rows] == [20, 20] and not page.warnings
    assert page.rows[0][0].box[1] < page.rows[1][0].box[1]
    lefts = [digit.box[0] for digit in page.rows[0]]
    assert lefts == sorted(lefts)


def test_more_digits_than_are_read_are_refused_in_a_sentence() -> None:
    dots = [[[8.0 + 16 * (place % 24), 8.0 + 16 * (place // 24)]]
            for place in range(MAX_DIGITS + 1)]
    with pytest.raises(ValueError, match=f"at most {MAX_DIGITS} digits are read: draw fewer"):
        page_from_strokes(dots, width=400, height=280, brush=8)


def test_an_absurd_canvas_is_refused_before_anything_is_drawn_on_it() -> None:
    with pytest.raises(ValueError, match="canvas width is 1000000000"):
        page_from_strokes(ONE, width=10**9, height=10, brush=1)


def picture_of(*digits: Strokes) -> Image.Image:
    strokes = [stroke for digit in digits for stroke in digit]
    drawing = digit_from_strokes(strokes, width=400, height=280, brush=12)
    return Image.fromarray(255 - drawing.stages.canvas)


def test_a_picture_of_a_row_is_told_apart_like_the_drawing() -> None:
    row = at(FOUR, 270), at(TWO, 20), at(ONE, 120)
    parts = page_from_image(picture_of(*row)).digits
    assert len(parts) == 3
    for part, drawn in zip(parts, found(*row), strict=True):
        assert part.box == pytest.approx(drawn.box, abs=0.02)
        ink = part.stages.digit.astype(float)
        assert np.abs(ink - drawn.stages.digit).sum() / ink.sum() < 0.45


def test_a_picture_as_small_as_mnists_is_one_digit() -> None:
    small = picture_of(at(ONE, 20), at(TWO, 200)).resize((40, 28))
    assert len(page_from_image(small).digits) == 1


def test_marks_in_the_margin_of_a_small_scan_do_not_shrink_its_digit() -> None:
    small = np.array(picture_of(at(TWO, 150)).convert("L").resize((40, 28)))
    marked = small.copy()
    marked[0, 3:7] = marked[-2:, 36:] = 0
    assert np.array_equal(digit_from_image(marked).stages.digit,
                          digit_from_image(small).stages.digit)


def test_what_is_much_smaller_than_the_digits_is_none() -> None:
    picture = np.array(picture_of(at(TWO, 60), at(ONE, 200)))
    picture[150:170, 180:200] = 0  # a blot
    picture[:40, 300:316] = 0  # and what a margin shows
    assert len(page_from_image(picture).digits) == 2


def test_specks_and_the_edge_of_the_table_are_no_digits() -> None:
    picture = np.array(picture_of(at(TWO, 150)))
    picture[5:8, 30:33] = 0
    picture[:, 390:] = 40
    part, = page_from_image(picture).digits
    clean, = page_from_image(picture_of(at(TWO, 150))).digits
    assert part.box == pytest.approx(clean.box, abs=0.01)

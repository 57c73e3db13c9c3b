"""A drawing becomes the digit MNIST would have made of it, wherever and however it was drawn."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from mnist_core.drawn.drawing import Stages, raw_resize, stages_from_image, stages_from_strokes

pytestmark = pytest.mark.long

Strokes = list[list[list[float]]]

# each within 0..1, y downwards
SEVEN: Strokes = [[[.1, 0], [.7, 0], [.3, 1]], [[.2, .5], [.7, .5]]]
TWO: Strokes = [[[.05, .25], [.2, .03], [.5, .05], [.6, .3], [0, 1], [.7, .95]]]
ONE: Strokes = [[[.5, 0], [.5, 1]]]
DASH: Strokes = [[[0, .5], [1, .5]]]
SHAPES = [SEVEN, TWO, ONE, DASH]


def at(shape: Strokes, x: float = 60, y: float = 40, size: float = 150) -> Strokes:
    return [[[x + px * size, y + py * size] for px, py in stroke] for stroke in shape]


def drawn(strokes: Strokes, side: int = 280, brush: float = 18) -> Stages:
    return stages_from_strokes(strokes, width=side, height=side, brush=brush)


def centre_of_mass(image: NDArray[np.uint8]) -> tuple[float, float]:
    rows, columns = np.indices(image.shape)
    mass = image.astype(float)
    return (mass * rows).sum() / mass.sum(), (mass * columns).sum() / mass.sum()


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean difference of two digits, as a share of the ink of the first."""
    return float(np.abs(one.astype(float) - other).sum() / one.sum())


# --- MNIST's recipe --------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_the_longest_side_becomes_20_pixels(shape: Strokes) -> None:
    stages = drawn(at(shape))
    assert max(stages.scaled.shape) == 20
    rows, columns = np.nonzero(stages.digit)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20


@given(st.lists(st.lists(st.tuples(st.floats(-50, 330), st.floats(-50, 330)), max_size=5),
                max_size=5).filter(any))
@settings(max_examples=50, deadline=None)
def test_any_scribble_is_centred_and_keeps_all_its_ink(scribble: list[list[list[float]]]) -> None:
    stages = drawn(scribble)
    assert stages.digit.sum() == stages.scaled.sum()
    touches = stages.digit[[0, -1]].any() or stages.digit[:, [0, -1]].any()
    if not touches:  # what is lopsided stays within the image, off centre
        assert centre_of_mass(stages.digit) == pytest.approx((14, 14), abs=0.51)


@pytest.mark.parametrize("shape", SHAPES)
def test_neither_place_nor_size_nor_brush_matters(shape: Strokes) -> None:
    reference = drawn(at(shape)).digit
    assert difference(reference, drawn(at(shape, x=100, y=110)).digit) < 0.02
    assert difference(reference, drawn(at(shape, size=75)).digit) < 0.02
    assert difference(reference, drawn(at(shape), brush=6).digit) < 0.02
    bigger = drawn(at(shape, x=300, y=200, size=700), side=1000)
    assert difference(reference, bigger.digit) < 0.02


def test_strokes_are_as_wide_as_mnists() -> None:
    for brush in (4, 30):
        middle = drawn(at(ONE), brush=brush).digit[14] / 255
        assert 2 <= middle.sum() <= 3


def test_the_digit_is_grey_at_its_edges() -> None:
    digit = drawn(at(SEVEN)).digit
    assert ((digit > 0) & (digit < 255)).sum() > 20


def test_the_stages_follow_from_each_other() -> None:
    stages = drawn(at(TWO))
    assert stages.canvas.shape == (280, 280)
    # the canvas shows the brush of 18 pixels: ink from 9 above to 9 below
    assert np.flatnonzero(stages.canvas.any(1))[[0, -1]].tolist() == pytest.approx([35, 199], abs=2)
    assert stages.cropped.any(1).all() and stages.cropped.any(0).all()
    assert all(array.dtype == np.uint8 for array in (
        stages.canvas, stages.cropped, stages.scaled, stages.digit))


# --- small and odd drawings ------------------------------------------------------------------


@pytest.mark.parametrize("dot", [
    [[[100.0, 200.0]]], [[[100.0, 200.0]] * 3], [[[100.0, 200.0], [101.0, 200.5]]]])
def test_a_dot_stays_a_dot_in_the_middle(dot: Strokes) -> None:
    stages = drawn(dot)
    rows, columns = np.nonzero(stages.digit)
    assert max(np.ptp(rows), np.ptp(columns)) < 5
    assert centre_of_mass(stages.digit) == pytest.approx((14, 14), abs=0.51)


def test_a_point_outside_the_canvas_counts_as_at_its_edge() -> None:
    outside = drawn([[[100, 100], [900, 100]]])
    inside = drawn([[[100, 100], [280, 100]]])
    assert np.array_equal(outside.digit, inside.digit)


def test_strokes_without_points_are_passed_over() -> None:
    assert np.array_equal(drawn([[], *at(SEVEN), []]).digit, drawn(at(SEVEN)).digit)


@pytest.mark.parametrize("empty", [[], [[]], [[], []]])
def test_an_empty_drawing_is_answered_with_what_to_do(empty: Strokes) -> None:
    with pytest.raises(ValueError, match=r"^Nothing is drawn yet; draw a digit first\.$"):
        drawn(empty)


@pytest.mark.parametrize("malformed", [
    [[[1]]], [[[1, 2, 3]]], [[1, 2]], [5], [[[1, float("nan")]]], [[[float("inf"), 1]]],
    [[["a", "b"]]], [[[1, 2], [3]]], 5, None])
def test_malformed_strokes_are_explained(malformed: Strokes) -> None:
    with pytest.raises(ValueError, match=r"list of \[x, y\] points"):
        drawn(malformed)


@pytest.mark.parametrize(("width", "height", "brush", "what"), [
    (100_000, 280, 18, "canvas width is 100000"), (280, 0, 18, "canvas height is 0"),
    (280, 280, 0, "brush is 0"), (280, 280, 1e9, "brush is"), (280, 280, float("nan"), "brush")])
def test_absurd_canvases_and_brushes_are_refused(width: int, height: int, brush: float,
                                                 what: str) -> None:
    with pytest.raises(ValueError, match=what):
        stages_from_strokes(at(SEVEN), width=width, height=height, brush=brush)


@pytest.mark.parametrize("huge", [[[[1.0, 2.0]] * 20_001], [[[1.0, 2.0]]] * 1_001])
def test_huge_drawings_are_refused(huge: Strokes) -> None:
    with pytest.raises(ValueError, match="at most 1,000 and 20,000 are allowed"):
        drawn(huge)


# --- pictures --------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_dark_on_light_and_light_on_dark_are_the_same_digit(shape: Strokes) -> None:
    canvas = drawn(at(shape)).canvas
    light = stages_from_image(canvas).digit
    assert np.array_equal(light, stages_from_image(255 - canvas).digit)
    faint = (200 - canvas // 3).astype(np.uint8)
    assert difference(light, stages_from_image(faint).digit) < 0.3


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("brush", [3, 10, 16])
def test_a_picture_of_a_drawing_is_the_drawings_digit(shape: Strokes, brush: float) -> None:
    stages = drawn(at(shape, size=180), brush=brush)
    picture = stages_from_image(255 - stages.canvas)
    assert max(picture.scaled.shape) == 20
    # half a pixel here or there at the edges of the strokes, but the same strokes
    assert difference(stages.digit, picture.digit) < 0.45
    assert picture.digit.sum() == pytest.approx(stages.digit.sum(), rel=0.25)


def test_every_mode_of_picture_gives_the_same_digit() -> None:
    paper = 255 - drawn(at(SEVEN)).canvas
    grey = Image.fromarray(paper)
    expected = stages_from_image(paper).digit
    deep = Image.fromarray(paper.astype(np.uint16) * 257)
    for picture in (grey, grey.convert("RGB"), grey.convert("P"), grey.convert("CMYK"),
                    grey.convert("RGBA"), deep, np.asarray(grey.convert("RGB"))):
        assert difference(expected, stages_from_image(picture).digit) < 0.01


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255), (30, 60, 200)])
def test_transparent_parts_are_paper_whatever_the_ink(ink: tuple[int, int, int]) -> None:
    canvas = drawn(at(SEVEN)).canvas
    picture = Image.new("RGBA", (280, 280), (*ink, 0))
    picture.putalpha(Image.fromarray(canvas))
    assert difference(stages_from_image(canvas).digit, stages_from_image(picture).digit) < 0.1


def test_shaded_paper_is_not_ink() -> None:
    canvas = drawn(at(SEVEN)).canvas
    shade = 210 - np.indices(canvas.shape).sum(0) / 8
    photo = (shade * (1 - canvas / 400)).astype(np.uint8)
    assert difference(stages_from_image(canvas).digit, stages_from_image(photo).digit) < 0.1


def test_a_turned_photograph_is_set_upright() -> None:
    upright = Image.fromarray(255 - drawn(at(SEVEN)).canvas)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn a quarter clockwise to see it upright"
    file = BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(file, "PNG", exif=exif)
    digit = stages_from_image(Image.open(file)).digit
    assert difference(stages_from_image(upright).digit, digit) < 0.01


def test_a_digit_of_mnists_own_comes_back_unchanged() -> None:
    digit = drawn(at(SEVEN)).digit
    moved = np.roll(digit, (-2, -2), axis=(0, 1))
    assert np.array_equal(stages_from_image(digit).digit, digit)
    assert np.array_equal(stages_from_image(moved).digit, digit)


@pytest.mark.parametrize("side", [1, 28, 300])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_an_empty_picture_is_answered_with_what_to_do(side: int, grey: int) -> None:
    with pytest.raises(ValueError, match="Nothing is drawn yet"):
        stages_from_image(np.full((side, side), grey, np.uint8))


def test_a_huge_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 64 million"):
        stages_from_image(Image.new("1", (10_000, 6_401)))


def test_a_damaged_picture_is_refused() -> None:
    file = BytesIO()
    Image.fromarray(drawn(at(SEVEN)).canvas).save(file, "PNG")
    with pytest.raises(ValueError, match="cannot be read"):
        stages_from_image(Image.open(BytesIO(file.getvalue()[:200])))


@pytest.mark.parametrize("array", [
    np.zeros((28, 28)), np.zeros((28, 28, 2), np.uint8), np.zeros(784, np.uint8)])
def test_other_arrays_are_explained(array: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match=r"must be uint8 \[H, W\]"):
        stages_from_image(array)


# --- the way not to do it --------------------------------------------------------------------


def test_a_raw_resize_leaves_the_digit_where_it_was_drawn() -> None:
    raw = raw_resize(drawn(at(SEVEN, x=180, y=10, size=80)).canvas)
    assert raw.shape == (28, 28) and raw.dtype == np.uint8
    row, column = centre_of_mass(raw)
    assert row < 9 and column > 19


def test_a_raw_resize_squeezes_a_wide_canvas() -> None:
    stages = stages_from_strokes(at(ONE), width=560, height=280, brush=18)
    assert raw_resize(stages.canvas).shape == (28, 28)

"""The wall shows the digits that were asked for, in the order that was asked for."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from dashboard.errors.wall import (
    COLUMNS,
    LIMIT,
    Order,
    Selection,
    confidence_percent,
    pool,
    selected,
    sprite_sheet,
    wall_data,
)
from mnist_core.data.label_errors import LabelError
from mnist_core.training.evaluate import Evaluation


def evaluation(*rows: tuple[int, dict[int, float]]) -> Evaluation:
    """Digits as (label, shares of some classes); the rest is spread evenly."""
    shares = np.zeros((len(rows), 10))
    for place, (_, given) in enumerate(rows):
        rest = (1 - sum(given.values())) / (10 - len(given))
        shares[place] = [given.get(name, rest) for name in range(10)]
    return Evaluation(np.log(shares).astype(np.float32), np.array([label for label, _ in rows]))


SEEN = evaluation(
    (4, {4: 0.90, 9: 0.05}),  # 0: right
    (4, {4: 0.30, 9: 0.60}),  # 1: read as 9, a gap of .3
    (4, {4: 0.01, 9: 0.95}),  # 2: read as 9, the worst
    (7, {7: 0.45, 2: 0.50}),  # 3: read as 2, the closest call
    (4, {4: 0.20, 6: 0.40}),  # 4: read as 6
    (7, {7: 0.99}),  # 5: right
)


def test_without_filters_every_error_is_shown() -> None:
    assert set(selected(SEEN, Selection())) == {1, 2, 3, 4}


@pytest.mark.parametrize(("order", "indices"), [
    ("worst", [2, 4, 1, 3]),
    ("closest", [3, 4, 1, 2]),
    ("class", [4, 2, 1, 3]),
    ("index", [1, 2, 3, 4]),
])
def test_orders(order: Order, indices: list[int]) -> None:
    assert selected(SEEN, Selection(order=order)).tolist() == indices


def test_equals_keep_the_order_of_the_test_set() -> None:
    same = evaluation(*[(1, {1: 0.1, 7: 0.6})] * 5)
    assert selected(same, Selection()).tolist() == [0, 1, 2, 3, 4]


def test_a_cell_filters_by_true_and_read_class() -> None:
    assert selected(SEEN, Selection(true=4, read=9)).tolist() == [2, 1]
    assert selected(SEEN, Selection(true=7)).tolist() == [3]
    assert selected(SEEN, Selection(read=6)).tolist() == [4]
    assert selected(SEEN, Selection(true=0)).tolist() == []


def test_the_diagonal_shows_what_was_read_right() -> None:
    diagonal = Selection(true=4, read=4)
    assert diagonal.shows_right
    assert selected(SEEN, diagonal).tolist() == pool(SEEN, diagonal).tolist() == [0]


def test_confidence_is_compared_as_the_whole_percent_that_is_shown() -> None:
    assert confidence_percent(SEEN, np.array([1, 2, 3])).tolist() == [60, 95, 50]
    assert selected(SEEN, Selection(confidence=(60, 95))).tolist() == [2, 1]
    assert selected(SEEN, Selection(confidence=(61, 94))).tolist() == []


def test_disputed_labels_are_a_filter_of_their_own() -> None:
    assert selected(SEEN, Selection(labels="disputed"), {1, 5}).tolist() == [1]
    assert selected(SEEN, Selection(labels="undisputed"), {1, 5}).tolist() == [2, 4, 3]


@pytest.mark.parametrize("num", [0, 1, COLUMNS, COLUMNS + 1, 3 * COLUMNS])
def test_digit_i_lies_in_row_and_column_of_the_sprite_sheet(num: int) -> None:
    images = np.random.default_rng(1).integers(0, 256, (num, 28, 28), np.uint8)
    sheet = sprite_sheet(images)
    assert sheet.shape == (28 * max(1, -(-num // COLUMNS)), 28 * COLUMNS)
    for place, image in enumerate(images):
        top, left = 28 * (place // COLUMNS), 28 * (place % COLUMNS)
        assert np.array_equal(sheet[top:top + 28, left:left + 28], image)
    assert not sheet[-28:, 28 * (num % COLUMNS):].any() or num % COLUMNS == 0


def test_the_wall_is_told_every_fact_of_its_digits() -> None:
    images = np.random.default_rng(1).integers(0, 256, (6, 28, 28), np.uint8)
    dispute = LabelError(2, 4, 9, 0, 5)
    data = wall_data(SEEN, images, [2, 3], {2: dispute}, {"run 7": SEEN})
    first, second = data["digits"]
    assert first["index"] == 2 and first["true"] == 4 and first["read"] == 9
    assert first["percent"][9] == pytest.approx(95, abs=0.01) and len(first["percent"]) == 10
    assert first["loss"] == pytest.approx(-np.log(0.01), abs=1e-3)
    assert first["badge"] == "people read 9" and "badge" not in second
    assert data["others"] == [["run 7", [9, 2]]]
    with Image.open(BytesIO(b64decode(data["sprite"]))) as sheet:
        assert np.array_equal(np.asarray(sheet)[:28, 28:56], images[3])


def test_the_wall_is_sent_a_limited_number() -> None:
    many = evaluation(*[(1, {7: 0.6})] * (LIMIT + 1))
    images = np.zeros((LIMIT + 1, 28, 28), np.uint8)
    assert len(wall_data(many, images, selected(many, Selection()), {})["digits"]) == LIMIT

"""Pages of digits are read as they are written, by the recorded reference run."""

from collections import defaultdict

import numpy as np
import pytest
from PIL import Image

from mnist_core.data.mnist import Dataset
from mnist_core.drawn.digits import Page
from mnist_core.drawn.page import page_from_image
from mnist_core.library.judge import page_judge
from tests.digit_pages import DigitPage, Writer, num_common, on_paper, pages

SEED, EACH = 3, 3
LEAST_DIGITS, LEAST_OF_A_KIND, LEAST_PAGES = 94, 85, 60  # percent


def text_of(page: Page) -> list[str]:
    judge = page_judge()
    if judge is None:
        pytest.skip("no reference run is recorded")
    return ["".join(str(answer) for answer in judge(
        np.stack([digit.stages.digit for digit in row])).argmax(axis=1)) for row in page.rows]


@pytest.fixture(scope="module")
def read(dataset: Dataset) -> list[tuple[DigitPage, list[str]]]:
    return [(page, text_of(page_from_image(page.picture, page_judge())))
            for page in pages(dataset.test, SEED, EACH)]


def share_right(read: list[tuple[DigitPage, list[str]]]) -> float:
    """Percent of the digits."""
    pairs = [("".join(page.rows), "".join(text)) for page, text in read]
    return 100 * sum(num_common(*pair) for pair in pairs) / sum(
        max(map(len, pair)) for pair in pairs)


def test_digits_are_read_in_reading_order(read: list[tuple[DigitPage, list[str]]]) -> None:
    assert share_right(read) >= LEAST_DIGITS


def test_every_kind_of_page_is_read(read: list[tuple[DigitPage, list[str]]]) -> None:
    kinds = defaultdict(list)
    for page, text in read:
        kinds[page.kind].append((page, text))
    poor = {kind: share_right(of_kind) for kind, of_kind in kinds.items()}
    assert {kind: share for kind, share in poor.items() if share < LEAST_OF_A_KIND} == {}


def test_most_pages_are_read_whole(read: list[tuple[DigitPage, list[str]]]) -> None:
    whole = sum(text == page.rows for page, text in read)
    assert 100 * whole / len(read) >= LEAST_PAGES


def test_digits_that_touch_are_parted_or_told(dataset: Dataset) -> None:
    writer = Writer(dataset.test, np.random.default_rng(8))
    num_pages = told = 0
    for _ in range(8):
        ink, _ = writer.ink([5], size=90, gap=0.3)
        ink[80:90, :] = np.maximum(ink[80:90], _between(ink))  # one stroke through all five
        num_pages += 1
        told += bool(page_from_image(on_paper(writer, ink), page_judge()).warnings)
    assert told == num_pages


def _between(ink: np.ndarray) -> np.ndarray:
    used = np.flatnonzero((ink > 0.5).any(0))
    stroke = np.zeros((1, ink.shape[1]), np.float32)
    stroke[:, used[0]:used[-1]] = 1
    return stroke


def test_a_page_with_more_pieces_than_are_read_is_refused_in_a_sentence() -> None:
    grey = np.full((900, 900), 240, np.uint8)
    for row in range(20, 880, 40):
        for column in range(20, 880, 40):
            grey[row:row + 20, column:column + 6] = 30
    with pytest.raises(ValueError, match="pieces of ink; at most 200 are read"):
        page_from_image(Image.fromarray(grey))

"""Pages of handwritten digits with their true text, made of MNIST's test digits.

What a page does to its digits (rules, shadows, tilt, borders) is drawn anew by each seed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_core.data.mnist import Split

Canvas = NDArray[np.float32]
"""Grey levels [H, W]; ink is a share of 1."""


@dataclass(frozen=True, slots=True, eq=False)
class DigitPage:
    """``rows`` is what the picture truly shows, from the top."""

    kind: str
    picture: Image.Image
    rows: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """Writes rows of test digits with chance of its own."""

    digits: Split
    random: np.random.Generator

    def ink(self, lengths: list[int], *, size: int, gap: float = 0.3,
            pitch: float = 1.7) -> tuple[Canvas, list[str]]:
        """Ink of rows of so many digits, each about ``size`` pixels high; gaps in sizes."""
        step = round(1.3 * size * (1 + gap))
        height = round(size * (pitch * len(lengths) + 0.6))
        page = np.zeros((height, step * max(lengths) + size), np.float32)
        rows = []
        for number, length in enumerate(lengths):
            text, left = "", size // 2
            for _ in range(length):
                image, label = self._digit(size)
                top = round(size * (0.4 + pitch * number) + self.random.uniform(-0.06, 0.06) * size)
                place = page[top:top + len(image), left:left + image.shape[1]]
                np.maximum(place, image, out=place)
                left += image.shape[1] + round(size * (gap + self.random.uniform(0, 0.3)))
                text += str(label)
            rows.append(text)
        return page, rows

    def _digit(self, size: int) -> tuple[Canvas, int]:
        index = int(self.random.integers(len(self.digits.labels)))
        image = self.digits.images[index].numpy()
        rows, columns = (np.flatnonzero((image > 60).any(axis)) for axis in (1, 0))
        cropped = image[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
        zoom = size / 20 * float(self.random.uniform(0.85, 1.1))
        shape = (max(1, round(cropped.shape[1] * zoom)), max(1, round(cropped.shape[0] * zoom)))
        large = np.asarray(Image.fromarray(cropped).resize(shape, Image.Resampling.BICUBIC))
        return large.astype(np.float32) / np.float32(255), int(self.digits.labels[index])

    def several(self) -> list[int]:
        return [int(num) for num in self.random.integers(2, 7, self.random.integers(2, 5))]


def pages(digits: Split, seed: int, each: int) -> Iterator[DigitPage]:
    """``each`` pages of every kind; the same seed makes the same pages."""
    for place, (kind, make) in enumerate(KINDS.items()):
        for number in range(each):
            writer = Writer(digits, np.random.default_rng([seed, place, number]))
            picture, rows = make(writer)
            yield DigitPage(kind, picture, rows)


def on_paper(writer: Writer, ink: Canvas, paper: Canvas | float = 235., dark: float = 45.,
             grain: float = 3.) -> Image.Image:
    grey = paper * (1 - ink) + dark * ink + writer.random.normal(0, grain, ink.shape)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def _row(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink([int(writer.random.integers(2, 7))], size=100)
    return on_paper(writer, ink), rows


def _long(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink([int(writer.random.integers(13, 19))], size=70)
    return on_paper(writer, ink), rows


def _rows(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink(writer.several(), size=90)
    return on_paper(writer, ink), rows


def _column(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink([1] * int(writer.random.integers(3, 7)), size=90)
    return on_paper(writer, ink), rows


def _printed(writer: Writer, spacing: int, squares: bool) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink(writer.several(), size=80)
    paper = np.full(ink.shape, 240, np.float32)
    grey, thick = writer.random.uniform(100, 200), int(writer.random.integers(1, 4))
    for first in range(thick):
        paper[spacing // 2 + first::spacing] = grey
        if squares:
            paper[:, spacing // 2 + first::spacing] = grey
    return on_paper(writer, ink, paper), rows


def _ruled(writer: Writer) -> tuple[Image.Image, list[str]]:
    return _printed(writer, 136, squares=False)


def _squared(writer: Writer) -> tuple[Image.Image, list[str]]:
    return _printed(writer, 45, squares=True)


def _edge(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink([3], size=100)
    used = np.flatnonzero((ink > 0.5).any(0))
    lines = np.flatnonzero((ink > 0.5).any(1))
    return on_paper(writer, [ink[:, used[0] + 3:], ink[:, :used[-1] - 3], ink[lines[0] + 3:],
                             ink[:lines[-1] - 3]][writer.random.integers(4)]), rows


def _small(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink([4], size=32, gap=0.4)
    return on_paper(writer, ink), rows


def _shadow(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink(writer.several(), size=90)
    down, across = np.indices(ink.shape, np.float32) / max(ink.shape)
    edge = writer.random.uniform(0.2, 0.6)
    light = (1 - 0.3 * across) * (1 - 0.4 / (1 + np.exp(40 * (across + 0.3 * down - edge))))
    return on_paper(writer, ink, 220 * light, dark=40 * light), rows


def _tilted(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink(writer.several(), size=90)
    return on_paper(writer, ink).rotate(writer.random.uniform(-7, 7), Image.Resampling.BICUBIC,
                                        expand=True, fillcolor=235), rows


def _blackboard(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink(writer.several(), size=90)
    return on_paper(writer, ink, 45., 215., grain=6), rows


def _transparent(writer: Writer) -> tuple[Image.Image, list[str]]:
    ink, rows = writer.ink(writer.several(), size=90)
    alpha = Image.fromarray(np.rint(255 * np.clip(ink, 0, 1)).astype(np.uint8))
    pen = Image.new("L", alpha.size, int(writer.random.choice([30, 235])))
    return Image.merge("LA", (pen, alpha)), rows


def _scan(writer: Writer) -> tuple[Image.Image, list[str]]:
    """A scanner's dark frame, and specks."""
    ink, rows = writer.ink(writer.several(), size=90)
    grey = np.array(on_paper(writer, ink))
    grey[:, :8] = grey[-7:] = 25
    for _ in range(20):
        row, column = (int(writer.random.integers(10, side - 12)) for side in ink.shape)
        grey[row:row + 3, column:column + 3] = 60
    return Image.fromarray(grey), rows


KINDS: dict[str, Callable[[Writer], tuple[Image.Image, list[str]]]] = {
    "one row": _row, "a long row": _long, "rows": _rows, "a column": _column,
    "ruled paper": _ruled, "squared paper": _squared, "ink at the border": _edge,
    "small print": _small, "a shadow": _shadow, "tilted": _tilted, "a blackboard": _blackboard,
    "transparent": _transparent, "a scan": _scan}


def num_common(one: str, other: str) -> int:
    """Length of the longest common subsequence: how many digits were read right, in order."""
    lengths = [0] * (len(other) + 1)
    for letter in one:
        before = lengths[:]
        for place, same in enumerate(other):
            lengths[place + 1] = (before[place] + 1 if letter == same
                                  else max(before[place + 1], lengths[place]))
    return lengths[-1]

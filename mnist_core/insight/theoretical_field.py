"""The theoretical receptive field of one value: a square of pixels on the digit and its border."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.network.geometry import IMAGE_SIZE, LayerGeometry
from mnist_core.network.notices import is_lattice
from mnist_core.network.visibility import seen_columns


@dataclass(frozen=True, slots=True)
class Square:
    """``size`` x ``size`` pixels from row ``top`` and column ``left``; negative in the border."""

    left: int
    top: int
    size: int

    @property
    def columns(self) -> range:
        """Those of the digit's columns that it covers."""
        return _inside(self.left, self.size)

    @property
    def rows(self) -> range:
        return _inside(self.top, self.size)

    @property
    def num_pixels(self) -> int:
        """How many of the digit's pixels it covers; the rest of it is border."""
        return len(self.rows) * len(self.columns)

    @property
    def border_share(self) -> float:
        """The share of the square that is not on the digit, from 0 to 1."""
        return 1 - self.num_pixels / self.size**2


@dataclass(frozen=True, slots=True)
class SeenPixels:
    """The pixels of the digit that a value really depends on: those in one of these rows and one
    of these columns, from 0.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def num(self) -> int:
        return len(self.rows) * len(self.columns)

    @property
    def is_whole_digit(self) -> bool:
        return self.num == IMAGE_SIZE**2

    @property
    def is_lattice(self) -> bool:
        """Strides or dilations leave gaps between them."""
        return is_lattice(self.rows) or is_lattice(self.columns)


def seen_pixels(layers: Sequence[LayerGeometry], row: int, column: int) -> SeenPixels:
    """Of one value of the last layer's map, counted from 0."""
    return SeenPixels(seen_columns(layers, row), seen_columns(layers, column))


def square(layer: LayerGeometry, row: int, column: int) -> Square:
    """The receptive field of one value of the layer's map, counted from 0."""
    return Square(layer.left + column * layer.jump, layer.left + row * layer.jump,
                  layer.receptive_field)


def extent(layer: LayerGeometry) -> tuple[int, int]:
    """The first and last pixel, border included, that any position of the layer's map sees."""
    last = layer.left + (layer.size_out - 1) * layer.jump + layer.receptive_field - 1
    return min(0, layer.left), max(IMAGE_SIZE - 1, last)


def _inside(start: int, size: int) -> range:
    """The digit's own pixels of ``size`` pixels from ``start``."""
    first = min(max(start, 0), IMAGE_SIZE)
    return range(first, max(first, min(start + size, IMAGE_SIZE)))

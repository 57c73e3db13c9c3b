"""What one value of a layer can see: its receptive field as a square on a digit.

Pixel ``c`` covers ``c - 0.5`` to ``c + 0.5``, as Plotly draws a heatmap; the digit is 0 to 27.
"""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.theme import Palette, layout
from mnist_core.geometry import IMAGE_SIZE, LayerGeometry

DIMMED = 0.4
"""How bright the ink stays that the value does not see."""


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
    def border_share(self) -> float:
        """The share of the square that is not on the digit, from 0 to 1."""
        return 1 - len(self.rows) * len(self.columns) / self.size**2

    @property
    def sees_all(self) -> bool:
        return len(self.rows) == len(self.columns) == IMAGE_SIZE


def square(layer: LayerGeometry, row: int, column: int) -> Square:
    """The receptive field of one value of the layer's map, counted from 0."""
    return Square(layer.left + column * layer.jump, layer.left + row * layer.jump,
                  layer.receptive_field)


def extent(layer: LayerGeometry) -> tuple[int, int]:
    """The first and last pixel, border included, that the picture must show for any position."""
    last = layer.left + (layer.size_out - 1) * layer.jump + layer.receptive_field - 1
    return min(0, layer.left), max(IMAGE_SIZE - 1, last)


def field_chart(digit: NDArray[np.uint8], layer: LayerGeometry, seen: Square,
                colours: Palette) -> go.Figure:
    """The digit with the square on it; what is not seen is dimmed."""
    bright = np.full(digit.shape, DIMMED)
    bright[seen.rows.start:seen.rows.stop, seen.columns.start:seen.columns.stop] = 1
    first, last = extent(layer)
    axis = {"visible": False, "fixedrange": True}
    frame = {"type": "rect", "x0": -0.5, "y0": -0.5, "x1": IMAGE_SIZE - 0.5,
             "y1": IMAGE_SIZE - 0.5, "line": {"color": colours.muted, "width": 1}}
    figure = go.Figure(layout=layout(
        colours, height=390, dragmode=False, plot_bgcolor=colours.surface,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={**axis, "range": [first - 1, last + 1], "constrain": "domain"},
        yaxis={**axis, "range": [last + 1, first - 1], "scaleanchor": "x",
               "constrain": "domain", "constraintoward": "top"},
        shapes=[frame, {"type": "rect", "x0": seen.left - 0.5, "y0": seen.top - 0.5,
                        "x1": seen.left + seen.size - 0.5, "y1": seen.top + seen.size - 0.5,
                        "line": {"color": colours.test, "width": 3}}]))
    figure.add_trace(go.Heatmap(
        z=(digit * bright).astype(int).tolist(), zmin=0, zmax=255, showscale=False,
        colorscale=[[0, "#000000"], [1, "#FFFFFF"]], hoverinfo="skip"))
    return figure


def _inside(start: int, size: int) -> range:
    """The digit's own pixels of ``size`` pixels from ``start``."""
    first = min(max(start, 0), IMAGE_SIZE)
    return range(first, max(first, min(start + size, IMAGE_SIZE)))

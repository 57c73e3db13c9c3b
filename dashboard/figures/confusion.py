"""The confusion matrix: true rows, read-as columns, every cell a place to click."""

from math import log1p
from typing import Any, Literal, get_args

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.theme import Palette, layout

Mode = Literal["Errors only", "Counts", "Row %"]
MODES: tuple[Mode, ...] = get_args(Mode)
NUM_CLASSES = 10
HEIGHT = 440
# of the scale from the page's ground to full colour: a single error must still be seen
FAINTEST = 0.18


def cell_texts(counts: NDArray[np.int64], mode: Mode) -> list[list[str]]:
    """What is written into the cells, [10][10]; nothing where nothing happened."""
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    def text(row: int, column: int) -> str:
        if not counts[row, column] or (mode == "Errors only" and row == column):
            return ""
        return f"{shares[row, column]:.1f}" if mode == "Row %" else f"{counts[row, column]}"
    return [[text(row, column) for column in range(NUM_CLASSES)] for row in range(NUM_CLASSES)]


def strengths(counts: NDArray[np.int64], mode: Mode) -> list[list[float | None]]:
    """How strong each cell's colour is, 0 to 1, [10][10]; None leaves the cell empty.

    Errors are compared with the most frequent one. With the diagonal, a thousand times larger,
    the scale is logarithmic, or every error would look like none.
    """
    errors_only = mode == "Errors only"
    values = counts.astype(float)
    if mode == "Row %":
        # in tenths of a percent, the smallest that is written
        values = 1000 * values / np.maximum(values.sum(axis=1, keepdims=True), 1)
    if errors_only:
        np.fill_diagonal(values, 0)
    most = max(float(values.max()), 1)

    def strength(row: int, column: int) -> float | None:
        if errors_only and row == column:
            return None
        value = float(values[row, column])
        share = value / most if errors_only else log1p(value) / log1p(most)
        return FAINTEST + (1 - FAINTEST) * share if value else 0.0
    return [[strength(row, column) for column in range(NUM_CLASSES)] for row in range(NUM_CLASSES)]


def confusion_figure(counts: NDArray[np.int64], mode: Mode, chosen: tuple[int | None, int | None],
                     colours: Palette) -> go.Figure:
    """The matrix; ``chosen`` (true, read) is ringed: a cell, or a whole row or column.

    A click on a cell selects a point whose ``customdata`` is [true, read].
    """
    figure = go.Figure(layout=_frame(mode, chosen, colours))
    strong = strengths(counts, mode)
    figure.add_trace(go.Heatmap(
        z=strong, zmin=0, zmax=1, showscale=False, xgap=2, ygap=2, hoverinfo="skip",
        colorscale=[[0, colours.surface], [1, colours.train]]))
    texts = cell_texts(counts, mode)
    for row, column in np.ndindex(counts.shape):
        if texts[row][column]:
            figure.add_annotation(
                x=column, y=row, text=texts[row][column], showarrow=False,
                font={"size": 11 if mode == "Row %" else 13,
                      "color": _readable(strong[row][column] or 0, colours)})
    figure.add_trace(_targets(counts, colours))
    return figure


def alt_text(counts: NDArray[np.int64]) -> str:
    """What the matrix says, for those who cannot see it."""
    wrong = int(counts.sum() - np.trace(counts))
    if not wrong:
        return f"Confusion matrix: all {counts.sum():,} digits are read right."
    errors = counts.copy()
    np.fill_diagonal(errors, 0)
    true, read = np.unravel_index(int(errors.argmax()), errors.shape)
    return (f"Confusion matrix of {counts.sum():,} digits, true class by what it was read as: "
            f"{wrong:,} errors, most often {true} read as {read}, {errors[true, read]} times.")


def _readable(strength: float, colours: Palette) -> str:
    """The page's text or ground colour, whichever stands out more from a cell's colour."""
    ground, full = _channels(colours.surface), _channels(colours.train)
    cell = _luminance([low + strength * (high - low)
                       for low, high in zip(ground, full, strict=True)])
    return max((colours.text, colours.background), key=lambda colour: _contrast(
        cell, _luminance(_channels(colour))))


def _channels(colour: str) -> list[float]:
    """The shares of red, green and blue in ``#RRGGBB``."""
    return [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]


def _luminance(channels: list[float]) -> float:
    """WCAG's relative luminance."""
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
              for share in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: float, other: float) -> float:
    """WCAG's contrast of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _targets(counts: NDArray[np.int64], colours: Palette) -> go.Scatter:
    """One marker a cell: Plotly reports no click on a heatmap."""
    cells = [(row, column) for row in range(NUM_CLASSES) for column in range(NUM_CLASSES)]
    quiet = {"marker": {"opacity": 0.01}}
    return go.Scatter(
        x=[column for _, column in cells], y=[row for row, _ in cells], mode="markers",
        customdata=[list(cell) for cell in cells], showlegend=False,
        marker={"symbol": "square", "size": 30, "opacity": 0.01, "color": colours.train},
        selected=quiet, unselected=quiet,
        hovertext=[f"{row} read as {column}<br>{counts[row, column]:,} of "
                   f"{counts[row].sum():,}" for row, column in cells],
        hovertemplate="%{hovertext}<extra></extra>")


def _frame(mode: Mode, chosen: tuple[int | None, int | None],
           colours: Palette) -> dict[str, Any]:
    quiet = {"size": 13, "color": colours.muted}
    axis = {"tickvals": list(range(NUM_CLASSES)), "tickfont": quiet, "fixedrange": True,
            "showgrid": False, "zeroline": False, "ticks": "", "constrain": "domain"}
    # an empty diagonal is drawn as such: outlined, not filled as a cell that counts nothing
    diagonal = [_box(place, place, {"color": colours.grid, "width": 1}, inset=0.06)
                for place in range(NUM_CLASSES)] if mode == "Errors only" else []
    true, read = chosen
    ring = [] if true is None and read is None else [
        _box(true, read, {"color": colours.test, "width": 3}, inset=0)]
    return layout(
        colours, height=HEIGHT, dragmode=False, hovermode="closest", clickmode="event+select",
        margin={"l": 4, "r": 4, "t": 4, "b": 4}, shapes=[*diagonal, *ring],
        xaxis={**axis, "side": "top", "range": [-0.56, NUM_CLASSES - 0.44],
               "title": {"text": "read as", "font": quiet, "standoff": 4}},
        yaxis={**axis, "range": [NUM_CLASSES - 0.44, -0.56], "scaleanchor": "x",
               "title": {"text": "true", "font": quiet, "standoff": 10}})


def _box(true: int | None, read: int | None, line: dict[str, Any], inset: float) -> dict[str, Any]:
    """Around a cell, or around a whole row or column where one of the two is open."""
    top, bottom = (0, NUM_CLASSES - 1) if true is None else (true, true)
    left, right = (0, NUM_CLASSES - 1) if read is None else (read, read)
    reach = 0.5 - inset
    return {"type": "rect", "layer": "above", "line": line, "fillcolor": "rgba(0,0,0,0)",
            "x0": left - reach, "x1": right + reach, "y0": top - reach, "y1": bottom + reach}

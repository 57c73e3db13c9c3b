"""A Plotly chart as plain data.

Plotly's own objects check each value, which costs many times what making it does, and carry a
template of 7 kB that would go to the browser with every chart.
"""

from typing import Any, NamedTuple, TypedDict

from mnist_core.charts.palette import Palette

Trace = dict[str, Any]


class Chart(TypedDict):
    """What ``Plotly.react`` takes."""

    data: list[Trace]
    layout: dict[str, Any]


class Line(NamedTuple):
    """A line across the whole chart, and what is written at it."""

    shape: dict[str, Any]
    note: dict[str, Any]


def scatter(**attributes: Any) -> Trace:
    """A trace of points or lines."""
    return {"type": "scatter", **attributes}


def chart_layout(colours: Palette, **extra: Any) -> dict[str, Any]:
    """What every still chart starts from; axes are merged with those of ``extra``."""
    axis = {"gridcolor": colours.grid, "zeroline": False, "linecolor": colours.grid,
            "automargin": True}
    return {
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": colours.text, "size": 13},
        "hoverlabel": {"bgcolor": colours.surface, "bordercolor": colours.grid,
                       "font": {"color": colours.text}},
        **extra,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 8, **extra.get("margin", {})},
        "legend": {"font": {"size": 12}, **extra.get("legend", {})},
        "xaxis": {**axis, **extra.get("xaxis", {})},
        "yaxis": {**axis, **extra.get("yaxis", {})},
    }

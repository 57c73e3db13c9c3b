"""Accuracy against the time that training took; the target is as high here as on the ladders."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from dashboard.display.chart import Chart, chart_layout, scatter
from dashboard.figures.ladder_chart import (
    HEIGHT,
    PLOT_HEIGHT,
    WIDTHS,
    Mark,
    mark_hover,
)
from dashboard.figures.letters import add_letters, offsets
from dashboard.figures.targets import distinct, target_note
from mnist_core.base.format import count_of
from mnist_core.charts.ladder_scale import TICKS_UP, scale_for
from mnist_core.charts.palette import Palette
from mnist_core.ladders import Goal

_TICKS = {10: "10 s", 30: "30 s", 60: "1 min", 120: "2 min", 300: "5 min", 600: "10 min",
          1800: "30 min", 3600: "1 h", 7200: "2 h", 18000: "5 h", 36000: "10 h"}


@dataclass(frozen=True, slots=True)
class Timed:
    """A run, the seconds that its epochs took, and what its ladder aims at."""

    mark: Mark
    seconds: float
    goal: Goal


def time_chart(runs: Sequence[Timed], colours: Palette) -> Chart:
    """One mark a run: filled where its ladder allows its size, else hollow."""
    runs = [run for run in runs if run.seconds > 0]
    goals = distinct(run.goal for run in runs)
    scale = scale_for([*((run.mark.parameters, run.mark.accuracy) for run in runs),
                       *((goal.max_parameters, goal.test_accuracy) for goal in goals)])
    seconds = [run.seconds for run in runs] or [60.0]
    left, right = log10(min(seconds)) - 0.1, log10(max(seconds)) + 0.1
    quiet = {"size": 12, "color": colours.muted}
    axis = {"tickfont": quiet, "fixedrange": True}
    layout = chart_layout(
        colours, height=HEIGHT, dragmode=False, hovermode="closest", showlegend=False,
        margin={"l": 8, "r": 4, "t": 8, "b": 8},
        xaxis={**axis, "range": [left, right], "showgrid": False,
               "title": {"text": "training time", "font": quiet, "standoff": 12},
               "tickvals": [log10(tick) for tick in _TICKS], "ticktext": list(_TICKS.values()),
               "tickangle": 0},
        yaxis={**axis, "range": scale.y_range,
               "title": {"text": "best test accuracy, %", "font": quiet},
               "tickvals": [scale.y(tick) for tick in TICKS_UP if tick < scale.ceiling],
               "ticktext": [f"{tick:.1f}" for tick in TICKS_UP if tick < scale.ceiling]},
        shapes=[{"type": "rect", "layer": "below", "line": {"width": 0}, "opacity": 0.13,
                 "fillcolor": colours.target, "x0": left, "x1": right,
                 "y0": scale.y(accuracy), "y1": scale.y_range[1]}
                for accuracy in sorted({goal.test_accuracy for goal in goals})],
        annotations=[target_note(goals, colours)] if goals else [])
    others = [run for run in runs if not run.mark.letter]
    chosen = [run for run in runs if run.mark.letter]
    marks = scatter(
        mode="markers", cliponaxis=False, x=[log10(run.seconds) for run in others],
        y=[scale.y(run.mark.accuracy) for run in others],
        marker={"symbol": ["diamond" if run.goal.allows(run.mark.parameters) else "diamond-open"
                           for run in others],
                "size": 9, "color": colours.muted, "line": {"width": 1.5}},
        hovertext=[mark_hover(run.mark) for run in others],
        hovertemplate="%{hovertext}<extra></extra>")
    chart: Chart = {"data": [marks], "layout": layout}
    places = [(log10(run.seconds), scale.y(run.mark.accuracy)) for run in chosen]
    low, high = scale.y_range
    pixels = [((x - left) / (right - left) * WIDTHS[0], (high - y) / (high - low) * PLOT_HEIGHT)
              for x, y in places]
    add_letters(chart, places, [run.mark.letter for run in chosen],
                [run.mark.colour for run in chosen], [mark_hover(run.mark) for run in chosen],
                offsets(pixels, WIDTHS[0]), colours)
    return chart


def time_alt_text(runs: Sequence[Timed]) -> str:
    """What the chart shows, for those who cannot see it."""
    reached = [run for run in runs if run.goal.is_reached(run.mark.accuracy)
               and run.goal.allows(run.mark.parameters)]
    quickest = min(reached, key=lambda run: run.seconds, default=None)
    told = ("none reaches its target" if quickest is None else
            f"{len(reached)} reach their target, the quickest, {quickest.mark.name}, in "
            f"{quickest.seconds:,.0f} seconds")
    return f"Best test accuracy against training time of {count_of(len(runs), 'run')}; {told}."

"""The home page's chart: published steps, reference runs and my own, by size and accuracy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dashboard.display.chart import Chart, Trace, chart_layout, scatter
from dashboard.display.colour import mixed
from dashboard.display.plain_text import plotted
from dashboard.figures.letters import add_letters, offsets
from dashboard.figures.targets import distinct, target_note
from mnist_core.charts.labels import LINE, Canvas, place_labels
from mnist_core.charts.ladder_scale import (
    MAIN_HIGH,
    TICKS_ACROSS,
    TICKS_UP,
    Scale,
    is_below,
    scale_for,
)
from mnist_core.charts.palette import Palette
from mnist_core.findings.report import goal_of
from mnist_core.ladders import LADDERS, Goal, Ladder, Step, find_ladder

HEIGHT = 430
# of the plot itself: a phone and a wide screen; a label must fit on both
WIDTHS, PLOT_HEIGHT = (280, 1150), 320


@dataclass(frozen=True, slots=True)
class Mark:
    """A run on the chart; with a ``letter`` and its ``colour`` where it is one of a few."""

    name: str
    parameters: int
    accuracy: float
    letter: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class _Style:
    """How one kind of marks is drawn, and called in the legend."""

    name: str
    marks: Sequence[Mark]
    symbol: str
    colour: str


def dots() -> dict[str, tuple[int, float]]:
    """Parameters and the log's best test accuracy of every published step, by its id."""
    return {step.id: (step.published.parameters, step.log.best_test_accuracy)
            for ladder in LADDERS for step in ladder.steps}


def ladder_chart(colours: Palette, chosen: str | None, opened: str | None,
                 mine: Sequence[Mark] = (), references: Sequence[Mark] = (),
                 lettered: Sequence[Mark] = ()) -> Chart:
    """The chart; the chosen ladder stands out, and the opened step wears a ring.

    Every published dot carries its step's id as ``customdata``. ``references`` are those of the
    chosen ladder: all at once would hide what they are held against. ``lettered`` are drawn over
    all others. The target is the chosen ladder's; without one, every ladder's.
    """
    marks = (*references, *mine, *lettered)
    goals = [find_ladder(chosen).goal] if chosen else distinct(ladder.goal for ladder in LADDERS)
    scale = scale_for([*dots().values(), *((mark.parameters, mark.accuracy) for mark in marks),
                       *((goal.max_parameters, goal.test_accuracy) for goal in goals)])
    chart: Chart = {"data": [], "layout": chart_layout(colours, **_frame(colours, scale, goals))}
    traces = chart["data"]
    places = _label_places(scale, chosen, marks)
    styles = [style for style in (
        _Style("Reference runs", references, "line-ew-open",
               colours.ladders[chosen] if chosen else colours.muted),
        _Style("My runs", mine, "diamond-open", colours.text)) if style.marks]
    for ladder in sorted(LADDERS, key=lambda ladder: ladder.id == chosen):
        traces.append(_ladder_trace(ladder, colours, scale, places, opened,
                                    is_chosen=ladder.id == chosen))
    traces.extend(_marks_trace(style, scale) for style in styles)
    if lettered:
        pixels = [scale.pixels(mark.parameters, mark.accuracy, WIDTHS[0], PLOT_HEIGHT)
                  for mark in lettered]
        add_letters(
            chart, [(scale.x(mark.parameters), scale.y(mark.accuracy)) for mark in lettered],
            [mark.letter for mark in lettered], [mark.colour for mark in lettered],
            [mark_hover(mark) for mark in lettered], offsets(pixels, WIDTHS[0]), colours)
    # traces of no points: the legend in the ladders' order, whatever is drawn on top
    for ladder in LADDERS:
        traces.append(scatter(
            name=ladder.title, x=[None], y=[None], mode="markers",
            marker={"color": colours.ladders[ladder.id], "size": 10}))
    for style in styles:
        traces.append(scatter(
            name=style.name, x=[None], y=[None], mode="markers",
            marker={"symbol": style.symbol, "color": style.colour, "size": 10,
                    "line": {"width": 2}}))
    return chart


def target_box(scale: Scale, goal: Goal) -> dict[str, float]:
    """The corners of a goal, in the chart's units."""
    return {"x0": scale.x_range[0], "x1": scale.x(goal.max_parameters),
            "y0": scale.y(goal.test_accuracy), "y1": scale.y_range[1]}


def _ladder_trace(ladder: Ladder, colours: Palette, scale: Scale, places: dict[str, str],
                  opened: str | None, *, is_chosen: bool) -> Trace:
    steps = ladder.steps
    colour = mixed(colours.ladders[ladder.id], colours.background, 0 if is_chosen else 0.45)
    best = [step.log.best_test_accuracy for step in steps]
    return scatter(
        name=ladder.title, showlegend=False,
        x=[scale.x(step.published.parameters) for step in steps],
        y=[scale.y(accuracy) for accuracy in best],
        mode="lines+markers+text", cliponaxis=False,
        line={"color": colour, "width": 1.5 if is_chosen else 1, "dash": "dot"},
        marker={"color": colour, "size": 12 if is_chosen else 9, "opacity": 1,
                "symbol": ["triangle-down" if is_below(value) else "circle" for value in best],
                "line": {"color": [colours.text if step.id == opened else colours.background
                                   for step in steps],
                         "width": [3 if step.id == opened else 1 for step in steps]}},
        text=[str(step.number) if step.id in places else "" for step in steps],
        textposition=[places.get(step.id, "top center") for step in steps],
        textfont={"color": colour, "size": 13},
        customdata=[step.id for step in steps],
        hovertext=[_hover(ladder, step) for step in steps],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _marks_trace(style: _Style, scale: Scale) -> Trace:
    return scatter(
        mode="markers", showlegend=False, cliponaxis=False,
        x=[scale.x(mark.parameters) for mark in style.marks],
        y=[scale.y(mark.accuracy) for mark in style.marks],
        marker={"symbol": ["triangle-down-open" if is_below(mark.accuracy) else style.symbol
                           for mark in style.marks],
                "color": style.colour, "size": 10, "opacity": 1, "line": {"width": 2}},
        hovertext=[mark_hover(mark) for mark in style.marks],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def mark_hover(mark: Mark) -> str:
    return (f"<b>{plotted(mark.name)}</b><br>{mark.parameters:,} parameters<br>"
            f"best test accuracy {mark.accuracy:.2f} %")


def _hover(ladder: Ladder, step: Step) -> str:
    return (f"<b>{ladder.title}, {step.number}: {step.title}</b><br>"
            f"{step.published.parameters:,} parameters<br>"
            f"best test accuracy {step.log.best_test_accuracy:.2f} %")


def _label_places(scale: Scale, chosen: str | None, marks: Sequence[Mark]) -> dict[str, str]:
    if chosen is None:
        return {}
    numbers = {step.id: str(step.number) for step in find_ladder(chosen).steps}
    points = dots() | {f"mark {index}": (mark.parameters, mark.accuracy)
                       for index, mark in enumerate(marks)}
    return place_labels(numbers, [_canvas(scale, points, list(numbers), width)
                                  for width in WIDTHS])


def _canvas(scale: Scale, points: Mapping[str, tuple[int, float]], path: Sequence[str],
            width: int) -> Canvas:
    """The plot at one width, with the line along the chosen ladder."""
    places = {name: scale.pixels(*point, width, PLOT_HEIGHT) for name, point in points.items()}
    below = [places[step] for step, (_, accuracy) in dots().items() if is_below(accuracy)]
    return Canvas(
        width, PLOT_HEIGHT, places,
        # the target's label, and the true value of a dot on the bottom edge
        reserved=((0, 0, 160, 4 * LINE),
                  *((x + 8, y - LINE / 2, x + 70, y + LINE / 2) for x, y in below)),
        lines=tuple((places[a], places[b]) for a, b in pairwise(path)))


def _frame(colours: Palette, scale: Scale, goals: Sequence[Goal]) -> dict[str, Any]:
    """Axes, targets, break and the values of the dots on the bottom edge."""
    quiet = {"size": 12, "color": colours.muted}
    gap_left, gap_right = scale.gap
    largest = max(parameters for parameters, _ in dots().values())
    # where one lies within another it is darker: the harder of them
    targets = [{"type": "rect", "layer": "below", "line": {"width": 0},
                "fillcolor": colours.target, "opacity": 0.13, **target_box(scale, goal)}
               for goal in goals]
    band = {"type": "rect", "layer": "below", "line": {"width": 0}, "yref": "paper",
            "fillcolor": colours.surface, "x0": gap_right, "x1": scale.band[1], "y0": 0, "y1": 1}
    # drawn over the lines: what crosses it is visibly interrupted
    gap = {"type": "rect", "layer": "above", "line": {"width": 0}, "yref": "paper",
           "fillcolor": colours.background, "x0": gap_left, "x1": gap_right, "y0": -0.01, "y1": 1}
    below = [{"x": scale.x(parameters), "y": scale.y(accuracy), "text": f"{accuracy:.2f} %",
              "showarrow": False, "xanchor": "left", "xshift": 11, "font": quiet}
             for parameters, accuracy in dots().values() if is_below(accuracy)]
    ticks_across = [value for value in TICKS_ACROSS if value >= scale.fewest]
    ticks_up = [value for value in TICKS_UP if value < scale.ceiling]
    axis = {"tickfont": quiet, "fixedrange": True}
    return {
        "height": HEIGHT, "dragmode": False, "hovermode": "closest",
        "margin": {"l": 8, "r": 4, "t": 8, "b": 8},
        "xaxis": {**axis, "range": scale.x_range, "showgrid": False,
                  "title": {"text": "parameters", "font": quiet, "standoff": 12},
                  "tickvals": [scale.x(value) for value in ticks_across],
                  "ticktext": [f"{value / 1000:g}k" if value >= 1000 else f"{value}"
                               for value in ticks_across],
                  "tickangle": 0},
        "yaxis": {**axis, "range": scale.y_range,
                  "title": {"text": "best test accuracy, %", "font": quiet},
                  "tickvals": [scale.y(value) for value in ticks_up],
                  "ticktext": [f"{value:.1f}" for value in ticks_up]},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom",
                   "traceorder": "normal", "itemclick": False, "itemdoubleclick": False},
        "shapes": [*targets, band, gap],
        "annotations": [
            target_note(goals, colours),
            {"x": sum(scale.band) / 2, "y": 0, "yref": "paper", "yanchor": "top", "yshift": -6,
             "text": f"{largest / 1e6:.1f}M", "showarrow": False, "font": quiet},
            *({"x": edge, "y": 0, "yref": "paper", "text": "╱", "showarrow": False,
               "font": quiet} for edge in (gap_left, gap_right)),
            *below],
    }


def alt_text(num_mine: int, num_references: int = 0) -> str:
    """What the chart shows, for those who cannot see it."""
    reached = [step for step, (parameters, accuracy) in dots().items()
               if goal_of(step).allows(parameters) and goal_of(step).is_reached(accuracy)]
    own = f" My own {num_mine} finished runs are marked as diamonds." if num_mine else ""
    if num_references:
        own = f" {num_references} reference runs are marked as short bars.{own}"
    return (f"Best test accuracy against parameters of {len(dots())} published steps in "
            f"{len(LADDERS)} ladders, from {min(p for p, _ in dots().values()):,} to "
            f"{max(p for p, _ in dots().values()):,} parameters (beyond {MAIN_HIGH:,} the axis "
            f"is broken). {len(reached)} steps reach their ladder's target: "
            f"{', '.join(reached)}.{own}")

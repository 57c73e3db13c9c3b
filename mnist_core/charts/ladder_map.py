"""Accuracy against parameters, a dot a step that leads to its page, as SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mnist_core.base.markup import Markup, el, joined
from mnist_core.charts.ladder_scale import MAIN_HIGH, is_below, scale_for
from mnist_core.charts.map_frame import RADIUS, Plot, apart, frame
from mnist_core.ladders import Goal


@dataclass(frozen=True, slots=True)
class Dot:
    """One step: accuracy in percent, and where a click on it leads."""

    ladder: str
    number: int
    name: str
    href: str
    parameters: int
    accuracy: float


def ladder_map(key: str, title: str, dots: Sequence[Dot], goal: Goal, width: int,
               height: int) -> Markup:
    """The chart at this size; ``key`` tells its ids from those of other charts of the page."""
    scale = scale_for([*((dot.parameters, dot.accuracy) for dot in dots),
                       (goal.max_parameters, goal.test_accuracy)])
    plot = Plot(scale, width, height)
    places = apart([plot.at(dot.parameters, dot.accuracy) for dot in dots], plot)
    told = (f"{len(dots)} steps, from {min(dot.parameters for dot in dots):,} to "
            f"{max(dot.parameters for dot in dots):,} parameters. Beyond {MAIN_HIGH:,} the axis is "
            "broken. Each dot leads to its step.")
    return el("svg", el("title", title, id=f"{key}-title"), el("desc", told, id=f"{key}-told"),
              *frame(plot, goal, max(dot.parameters for dot in dots)), *_paths(dots, places),
              *(_dot(dot, place) for dot, place in zip(dots, places, strict=True)),
              class_="chart map", role="group", aria_labelledby=f"{key}-title {key}-told",
              viewBox=f"0 0 {width} {height}")


def _paths(dots: Sequence[Dot], places: Sequence[tuple[float, float]]) -> Iterator[Markup]:
    for (dot, (x1, y1)), (after, (x2, y2)) in pairwise(zip(dots, places, strict=True)):
        if dot.ladder == after.ladder:
            yield el("line", x1=round(x1, 1), y1=round(y1, 1), x2=round(x2, 1), y2=round(y2, 1),
                     class_=f"path of-{dot.ladder}")


def _dot(dot: Dot, place: tuple[float, float]) -> Markup:
    x, y = (round(value, 1) for value in place)
    told = f"{dot.name}: {dot.accuracy:.2f} %, {dot.parameters:,} parameters"
    below = el("text", f"{dot.accuracy:.2f} %", x=x + RADIUS + 3, y=y + 4) if is_below(
        dot.accuracy) else None
    return joined((el(
        "a", el("title", told), el("circle", cx=x, cy=y, r=RADIUS),
        el("text", str(dot.number), x=x, y=y + 3.6, class_="middle number"),
        href=dot.href, aria_label=told, class_=f"of-{dot.ladder}"), below))

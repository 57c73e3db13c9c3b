"""Accuracy against parameters, a dot a run or a person of a class, as SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mnist_core.base.markup import Markup, el, joined
from mnist_core.charts.ladder_scale import scale_for
from mnist_core.charts.map_frame import RADIUS, Plot, apart, frame
from mnist_core.ladders import Goal

WIDTH, HEIGHT = 660, 300
STYLE = """
.run-map circle { fill: var(--train); stroke: var(--background); stroke-width: 1; }
.run-map .quick circle { fill: var(--background); stroke: var(--train); stroke-width: 1.6; }
.run-map .number { fill: #FFFFFF; font-weight: 600; font-size: 10px; }
.run-map .quick .number { fill: var(--text); }
.run-map .ghost { fill: var(--published); opacity: 0.45; }
.run-map .goal { fill: var(--target); opacity: 0.1; }
.run-map .break { stroke: var(--muted); }
.run-map .target-name { fill: var(--target); }
"""
GHOST_RADIUS = 3


@dataclass(frozen=True, slots=True)
class RunDot:
    """``label`` stands in the dot; accuracy in percent. Those of quick tries are hollow."""

    label: str
    name: str
    parameters: int
    accuracy: float
    is_quick_try: bool = False


def run_map(key: str, title: str, dots: Sequence[RunDot], goal: Goal,
            published: Sequence[tuple[int, float]] = ()) -> Markup:
    """The chart; ``key`` tells its ids from those of other charts of the page.

    Args:
        published: parameters and accuracy of published steps, which stand behind.
    """
    at = [(dot.parameters, dot.accuracy) for dot in dots]
    plot = Plot(scale_for([*at, *published, (goal.max_parameters, goal.test_accuracy)]),
                WIDTH, HEIGHT)
    places = apart([plot.at(*one) for one in at], plot)
    told = "; ".join(f"{dot.label}: {_told(dot)}" for dot in dots)
    most = max((parameters for parameters, _ in [*at, *published]), default=goal.max_parameters)
    return el("svg", el("title", title, id=f"{key}-title"), el("desc", told, id=f"{key}-told"),
              *frame(plot, goal, most), *_ghosts(plot, published),
              *(_dot(dot, place) for dot, place in zip(dots, places, strict=True)),
              class_="chart run-map", role="img", aria_labelledby=f"{key}-title {key}-told",
              viewBox=f"0 0 {WIDTH} {HEIGHT}")


def _ghosts(plot: Plot, published: Sequence[tuple[int, float]]) -> Iterator[Markup]:
    for parameters, accuracy in published:
        x, y = plot.at(parameters, accuracy)
        yield el("circle", cx=round(x, 1), cy=round(y, 1), r=GHOST_RADIUS, class_="ghost")


def _told(dot: RunDot) -> str:
    kind = ", a quick try" if dot.is_quick_try else ""
    return f"{dot.name}, {dot.accuracy:.2f} %, {dot.parameters:,} parameters{kind}"


def _dot(dot: RunDot, place: tuple[float, float]) -> Markup:
    x, y = (round(value, 1) for value in place)
    return el("g", joined((
        el("title", _told(dot)), el("circle", cx=x, cy=y, r=RADIUS),
        el("text", dot.label, x=x, y=y + 3.6, class_="middle number"))),
        class_="quick" if dot.is_quick_try else None)

"""Accuracy against parameters, a dot a step that leads to its page, as SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mnist_core.base.format import in_millions
from mnist_core.base.markup import Markup, el, joined
from mnist_core.charts.ladder_scale import (
    MAIN_HIGH,
    TICKS_ACROSS,
    TICKS_UP,
    Scale,
    is_below,
    scale_for,
)
from mnist_core.ladders import Goal

LEFT, RIGHT, TOP, BOTTOM = 46, 12, 14, 40
RADIUS = 8.5
GAP = 1.5
"""Pixels between two dots that would lie upon each other."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One step: accuracy in percent, and where a click on it leads."""

    ladder: str
    number: int
    name: str
    href: str
    parameters: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class _Plot:
    """Places in pixels, from the top left of the whole chart."""

    scale: Scale
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.height - BOTTOM

    def at(self, parameters: int, accuracy: float) -> tuple[float, float]:
        x, y = self.scale.pixels(parameters, accuracy, int(self.width - LEFT - RIGHT),
                                 int(self.height - TOP - BOTTOM))
        return LEFT + x, TOP + y


def ladder_map(key: str, title: str, dots: Sequence[Dot], goal: Goal, width: int,
               height: int) -> Markup:
    """The chart at this size; ``key`` tells its ids from those of other charts of the page."""
    scale = scale_for([*((dot.parameters, dot.accuracy) for dot in dots),
                       (goal.max_parameters, goal.test_accuracy)])
    plot = _Plot(scale, width, height)
    places = _apart([plot.at(dot.parameters, dot.accuracy) for dot in dots], plot)
    told = (f"{len(dots)} steps, from {min(dot.parameters for dot in dots):,} to "
            f"{max(dot.parameters for dot in dots):,} parameters. Beyond {MAIN_HIGH:,} the axis is "
            "broken. Each dot leads to its step.")
    return el("svg", el("title", title, id=f"{key}-title"), el("desc", told, id=f"{key}-told"),
              *_frame(plot, goal, max(dot.parameters for dot in dots)), *_paths(dots, places),
              *(_dot(dot, place) for dot, place in zip(dots, places, strict=True)),
              class_="chart map", role="group", aria_labelledby=f"{key}-title {key}-told",
              viewBox=f"0 0 {width} {height}")


def _frame(plot: _Plot, goal: Goal, most: int) -> Iterator[Markup]:
    x, y = plot.at(goal.max_parameters, goal.test_accuracy)
    yield el("rect", x=LEFT, y=TOP, width=x - LEFT, height=y - TOP, class_="goal")
    yield el("text", f"target: {goal.test_accuracy:g} % with fewer than "
                     f"{goal.max_parameters:,} parameters", x=LEFT + 6, y=TOP + 14,
             class_="target-name")
    for value in (value for value in TICKS_UP if value < plot.scale.ceiling):
        _, y = plot.at(MAIN_HIGH, value)
        yield el("line", x1=LEFT, x2=plot.width - RIGHT, y1=y, y2=y, class_="grid")
        yield el("text", f"{value:.1f} %", x=LEFT - 6, y=y + 4, class_="end")
    for value in (value for value in TICKS_ACROSS if value >= plot.scale.fewest):
        x, _ = plot.at(value, 99.0)
        yield el("text", f"{value / 1000:g}k" if value >= 1000 else str(value), x=x,
                 y=plot.bottom + 16, class_="middle")
    gap, _ = plot.at(MAIN_HIGH, 99.0)
    for shift in (3, 8):
        yield el("line", x1=gap + shift - 4, x2=gap + shift + 4, y1=plot.bottom + 6,
                 y2=plot.bottom - 6, class_="break")
    yield el("text", in_millions(most), x=plot.width - 2, y=plot.bottom + 16, class_="end")
    yield el("text", "parameters", x=(LEFT + plot.width - RIGHT) / 2, y=plot.height - 4,
             class_="middle")


def _apart(places: Sequence[tuple[float, float]], plot: _Plot) -> list[tuple[float, float]]:
    """The places, each dot that would cover an earlier one moved to the side by as little as
    will do: what is read off are heights."""
    width = 2 * RADIUS + GAP
    taken: list[tuple[float, float]] = []
    for x, y in places:
        near = [one for one in taken if abs(one[1] - y) < width]
        steps = (step * side for step in range(int(plot.width)) for side in (1, -1))
        free = next(x + shift for shift in steps
                    if LEFT + RADIUS <= x + shift <= plot.width - RADIUS - 1
                    and all((x + shift - a) ** 2 + (y - b) ** 2 >= width ** 2 for a, b in near))
        taken.append((free, y))
    return taken


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

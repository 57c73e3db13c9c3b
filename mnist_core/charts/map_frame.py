"""The frame of a chart of accuracy against parameters, as SVG, and dots that cover no other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mnist_core.base.format import in_millions
from mnist_core.base.markup import Markup, el
from mnist_core.charts.ladder_scale import MAIN_HIGH, TICKS_ACROSS, TICKS_UP, Scale
from mnist_core.ladders import Goal

LEFT, RIGHT, TOP, BOTTOM = 46, 12, 14, 40
RADIUS = 8.5
GAP = 1.5
"""Pixels between two dots that would lie upon each other."""


@dataclass(frozen=True, slots=True)
class Plot:
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


def frame(plot: Plot, goal: Goal, most: int) -> Iterator[Markup]:
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
    if most > MAIN_HIGH:
        yield el("text", in_millions(most), x=plot.width - 2, y=plot.bottom + 16,
                 class_="end")
    yield el("text", "parameters", x=(LEFT + plot.width - RIGHT) / 2, y=plot.height - 4,
             class_="middle")


def apart(places: Sequence[tuple[float, float]], plot: Plot) -> list[tuple[float, float]]:
    """The places, each dot that would cover an earlier one moved to the side by as little as
    will do: what is read off are heights. A row that is full has them upon each other."""
    width = 2 * RADIUS + GAP
    taken: list[tuple[float, float]] = []
    for x, y in places:
        near = [one for one in taken if abs(one[1] - y) < width]
        steps = (step * side for step in range(int(plot.width)) for side in (1, -1))
        free = next((x + shift for shift in steps
                     if LEFT + RADIUS <= x + shift <= plot.width - RADIUS - 1
                     and all((x + shift - a) ** 2 + (y - b) ** 2 >= width ** 2
                             for a, b in near)), x)
        taken.append((free, y))
    return taken

"""A chart of one figure by epoch, as SVG: a few lines, their names, an axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Literal

from mnist_core.base.markup import Markup, el, joined

Role = Literal["train", "test", "published", "reference", "target"]
Range = tuple[float, float]

WIDTH, HEIGHT = 360, 195
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 8, 32
LEGEND_LINE, SWATCH, CHARACTER = 16, 22, 6.1
"""Pixels: a line of names, a stroke before one, and a character of eleven pixels."""
MOST_TICKS = 6
MOST_POINTS = 400
"""Of a line; more lie closer together than a printer's dots."""


@dataclass(frozen=True, slots=True)
class Line:
    """One value an epoch, from epoch 1 on; what is not finite is left out."""

    name: str
    role: Role
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where epochs and values lie, in pixels."""

    num_epochs: int
    low: float
    high: float
    top: float

    @property
    def bottom(self) -> float:
        return self.top + HEIGHT - TOP - BOTTOM

    def x(self, epoch: float) -> float:
        return LEFT + (epoch - 0.5) / self.num_epochs * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def epoch_chart(key: str, title: str, told: str, lines: Sequence[Line], shown: Range,
                unit: str = "", target: float | None = None) -> Markup:
    """The chart; ``told`` says what it shows to those who hear it.

    Args:
        key: what tells its ids from those of other charts of the page.
        shown: the lowest and highest value; what lies beyond is cut off.
        unit: behind each value of the axis.
    """
    lines = [line for line in lines if any(map(isfinite, line.values))]
    aim = [] if target is None else [Line(f"target {target:g} %", "target", ())]
    names = _placed_names([*lines, *aim])
    frame = _Frame(max((len(line.values) for line in lines), default=1), *shown,
                   top=TOP + LEGEND_LINE * (2.4 + max((row for _, row, _ in names), default=0)))
    height = frame.bottom + BOTTOM
    # an svg within cuts off what is drawn beyond its edge
    plot = el("svg", *_lines(lines, frame), x=0, y=frame.top - 2, width=WIDTH,
              height=frame.bottom - frame.top + 4,
              viewBox=f"0 {frame.top - 2:g} {WIDTH} {frame.bottom - frame.top + 4:g}")
    return el(
        "svg", el("title", title, id=f"{key}-title"), el("desc", told, id=f"{key}-told"),
        el("text", title, x=0, y=TOP + 4, class_="title"), *_axes(frame, unit),
        *_target(frame, target), plot, *map(_name, names),
        class_="chart", role="img", aria_labelledby=f"{key}-title {key}-told",
        viewBox=f"0 0 {WIDTH} {height:g}")


def ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Round values from low to high, about ``most``: steps of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first = -floor(-low / step)
    return [round(index * step, 10) for index in range(first, floor(high / step + 1e-9) + 1)]


def _axes(frame: _Frame, unit: str) -> Iterator[Markup]:
    values = ticks(frame.low, frame.high)
    places = max((len(f"{value:g}".partition(".")[2]) for value in values), default=0)
    for value in values:
        y = frame.y(value)
        yield el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid")
        yield el("text", f"{value:.{places}f}{unit}", x=LEFT - 6, y=y + 4, class_="tick end")
    for epoch in ticks(1, max(frame.num_epochs, 2), 10):
        if epoch == int(epoch) and epoch <= frame.num_epochs:
            yield el("text", f"{epoch:.0f}", x=frame.x(epoch), y=frame.bottom + 14,
                     class_="tick middle")
    yield el("text", "epoch", x=(LEFT + WIDTH - RIGHT) / 2, y=frame.bottom + 28,
             class_="tick middle")


def _target(frame: _Frame, target: float | None) -> Iterator[Markup]:
    if target is not None and frame.low <= target <= frame.high:
        y = frame.y(target)
        yield el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="line target")


def _lines(lines: Sequence[Line], frame: _Frame) -> Iterator[Markup]:
    # the one that is read most lies above the others
    for line in sorted(lines, key=lambda line: line.role == "test"):
        every = -(-len(line.values) // MOST_POINTS)
        points = [(frame.x(epoch), frame.y(value))
                  for epoch, value in enumerate(line.values, start=1)
                  if isfinite(value) and epoch % every == 0]
        yield el("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
                 class_=f"line {line.role}")
        if len(points) <= 40 and line.role in ("train", "test"):
            yield joined(el("circle", cx=round(x, 1), cy=round(y, 1), r=2,
                            class_=f"dot {line.role}") for x, y in points)


def _placed_names(lines: Sequence[Line]) -> list[tuple[float, int, Line]]:
    """Left edge and line of each name, as many on a line as fit."""
    placed: list[tuple[float, int, Line]] = []
    x, row = float(LEFT), 0
    for line in lines:
        width = SWATCH + CHARACTER * len(line.name) + 12
        if x > LEFT and x + width > WIDTH:
            x, row = float(LEFT), row + 1
        placed.append((x, row, line))
        x += width
    return placed


def _name(placed: tuple[float, int, Line]) -> Markup:
    x, row, line = placed
    y = TOP + LEGEND_LINE * (row + 1) + 2
    return joined((
        el("line", x1=x, x2=x + SWATCH - 5, y1=y, y2=y, class_=f"line {line.role}"),
        el("text", line.name, x=x + SWATCH, y=y + 4, class_="name")))

"""Where a network stands on the ladders' chart: parameters across, test accuracy up.

Across is logarithmic, with a break: beyond ``MAIN_HIGH`` parameters a narrow band holds everything
up to the largest network that can be trained, so that two points at 6.4 million do not squeeze
the rest. Up is logarithmic in the errors: from 99.4 % to 99.5 % every sixth error has to go, which
is as hard as it looks here. What lies below the floor is set on the bottom edge, and a network
smaller than ``FEWEST`` on the left one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log10

from mnist_core.network.geometry import MAX_PARAMETERS

FEWEST = 400
MAIN_LOW, MAIN_HIGH = 1_400, 30_000
# in decades of parameters
GAP, BAND, MARGIN = 0.05, 0.17, 0.03
FLOOR, CEILING = 97.8, 99.66
SMALLEST_ERROR = 0.02
"""Percent; keeps the logarithm finite should a network ever read all digits."""
TICKS_ACROSS = (500, 1_000, 2_000, 5_000, 10_000, 20_000)
TICKS_UP = (98.0, 98.5, 99.0, 99.2, 99.4, 99.5, 99.6, 99.7, 99.8)


@dataclass(frozen=True, slots=True)
class Scale:
    """The chart's two axes; ``x`` and ``y`` are in its own units."""

    fewest: int = MAIN_LOW
    ceiling: float = CEILING

    def x(self, parameters: int) -> float:
        """The place of a number of parameters; there is none between the main part and the band."""
        if parameters <= MAIN_HIGH:
            return log10(max(parameters, self.fewest))
        share = log10(parameters / MAIN_HIGH) / log10(MAX_PARAMETERS / MAIN_HIGH)
        return self.band[0] + BAND * min(share, 1)

    def y(self, accuracy: float) -> float:
        """The place of an accuracy in percent; the bottom edge for all below the floor."""
        return -log10(max(100 - max(accuracy, FLOOR), SMALLEST_ERROR))

    @property
    def gap(self) -> tuple[float, float]:
        """Where the axis is broken."""
        return log10(MAIN_HIGH), log10(MAIN_HIGH) + GAP

    @property
    def band(self) -> tuple[float, float]:
        """Where the large networks are."""
        return self.gap[1], self.gap[1] + BAND

    @property
    def x_range(self) -> tuple[float, float]:
        return log10(self.fewest) - MARGIN, self.band[1]

    @property
    def y_range(self) -> tuple[float, float]:
        """A little room below the floor, for the marks on it."""
        bottom, top = self.y(FLOOR), self.y(self.ceiling)
        return bottom - 0.04 * (top - bottom), top

    def pixels(self, parameters: int, accuracy: float, width: int,
               height: int) -> tuple[float, float]:
        """The place in a plot of this size, from its top left corner."""
        (left, right), (bottom, top) = self.x_range, self.y_range
        return ((self.x(parameters) - left) / (right - left) * width,
                (top - self.y(accuracy)) / (top - bottom) * height)


def is_below(accuracy: float) -> bool:
    """Whether a point is set on the bottom edge, where its place no longer tells its value."""
    return accuracy < FLOOR


def scale_for(points: Iterable[tuple[int, float]]) -> Scale:
    """The scale on which these points, parameters and accuracy, can all be seen."""
    points = list(points)
    fewest = min((parameters for parameters, _ in points), default=MAIN_LOW)
    best = max((accuracy for _, accuracy in points), default=CEILING)
    room_above = 100 - max(100 - best, SMALLEST_ERROR) / 1.25
    return Scale(min(MAIN_LOW, max(FEWEST, int(fewest / 1.1))), max(CEILING, room_above))

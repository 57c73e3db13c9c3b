"""The mean of some values, and how far it can be trusted."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

from mnist_core.findings.significance import INTERVAL, SAME


@dataclass(frozen=True, slots=True)
class Mean:
    """Of ``n`` values.

    Attributes:
        std: that of a sample (n - 1); None of a single value.
        low, high: where the true mean lies with 95 % confidence (Student's t). None of a single
            value, and where all are equal: how far others would lie is not known then.
    """

    n: int
    mean: float
    std: float | None = None
    low: float | None = None
    high: float | None = None


def mean_of(values: Sequence[float]) -> Mean | None:
    """None of no values."""
    if not values:
        return None
    n, mean = len(values), math.fsum(values) / len(values)
    if n < 2:
        return Mean(n, mean)
    std = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    if max(values) - min(values) < SAME:
        return Mean(n, mean, std)
    reach = half_width(n, std)
    return Mean(n, mean, std, mean - reach, mean + reach)


def half_width(n: int, std: float) -> float:
    """From the mean of ``n`` values to either end of its interval."""
    return float(special.stdtrit(n - 1, (1 + INTERVAL) / 2)) * std / math.sqrt(n)

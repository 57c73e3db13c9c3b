"""Whether trials really differ, or only by chance: paired by seed, corrected for how many pairs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scipy import special

from mnist_core.experiments.means import mean_of
from mnist_core.findings.significance import LEVEL, SAME, compare_seeds


@dataclass(frozen=True, slots=True)
class Comparison:
    """Trial ``b`` against trial ``a``, by number. In points of accuracy, or nats.

    Attributes:
        num_pairs: of how many seeds that both have the differences were taken; 0: they have fewer
            than two in common, and their means were compared.
        difference: b less a.
        low, high: where the true difference lies with 95 % confidence, if this pair is looked at
            alone.
        p_value: of the paired t test (Welch's where there are no pairs), two-sided; None where
            chance cannot be judged: a single seed, or differences that are all equal.
        adjusted: the p-value by Holm's correction for all that were compared.
    """

    a: int
    b: int
    num_pairs: int
    difference: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    adjusted: float | None = None

    @property
    def is_told_apart(self) -> bool:
        """Whether the two differ by more than chance, all comparisons considered."""
        return self.adjusted is not None and self.adjusted < LEVEL


Values = Mapping[int, float]
"""By seed."""


def compare(a: tuple[int, Values], b: tuple[int, Values]) -> Comparison | None:
    """Two trials, each with its number; None where one has no value. Not yet corrected."""
    (number_a, of_a), (number_b, of_b) = a, b
    if not of_a or not of_b:
        return None
    seeds = sorted(set(of_a) & set(of_b))
    if len(seeds) < 2:
        return _unpaired(number_a, number_b, list(of_a.values()), list(of_b.values()))
    differences = [of_b[seed] - of_a[seed] for seed in seeds]
    found = mean_of(differences)
    assert found is not None
    p_value = None
    if found.std is not None and found.low is not None:
        # what ``stats.ttest_rel`` computes, in 7 µs where that takes 1.3 ms (three seeds, an AMD
        # EPYC with other work): among a thousand trials each is held against the best
        t = found.mean / (found.std / math.sqrt(found.n))
        p_value = float(2 * special.stdtr(found.n - 1, -abs(t)))
    return Comparison(number_a, number_b, len(seeds), found.mean, found.low, found.high, p_value,
                      p_value)


def corrected(comparisons: Sequence[Comparison],
              num_compared: int | None = None) -> tuple[Comparison, ...]:
    """``comparisons`` with ``adjusted`` p-values by Holm's correction; see ``holm``."""
    known = [one.p_value for one in comparisons if one.p_value is not None]
    adjusted = iter(holm(known, num_compared))
    return tuple(one if one.p_value is None else replace(one, adjusted=next(adjusted))
                 for one in comparisons)


def holm(p_values: Sequence[float], num_compared: int | None = None) -> list[float]:
    """Adjusted p-values: below 0.05 in at most one of 20 experiments in which nothing differs,
    however many pairs there are (Holm, Scandinavian Journal of Statistics 6, 1979).

    ``num_compared`` is how many comparisons there could have been, where only some were looked at
    after the values were known: all pairs, where the best was held against each other one.
    """
    num = max(num_compared or 0, len(p_values))
    adjusted = [1.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (num - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def with_anchor(anchor: tuple[int, Values],
                others: Sequence[tuple[int, Values]]) -> tuple[Comparison, ...]:
    """Each against one that was fixed before: as many comparisons as there are others."""
    return corrected([found for other in others if (found := compare(anchor, other))])


def with_best(best: tuple[int, Values],
              others: Sequence[tuple[int, Values]]) -> tuple[Comparison, ...]:
    """Each against the best, which is only known from the values themselves: whoever looks for the
    best looks at all pairs, so all of them count."""
    num = len(others) + 1
    return corrected([found for other in others if (found := compare(best, other))],
                     num * (num - 1) // 2)


def _unpaired(number_a: int, number_b: int, a: list[float], b: list[float]) -> Comparison:
    compared = compare_seeds(a, b)
    if compared is None:
        difference = sum(b) / len(b) - sum(a) / len(a)
        return Comparison(number_a, number_b, 0, 0.0 if abs(difference) < SAME else difference)
    return Comparison(number_a, number_b, 0, compared.difference, compared.low, compared.high,
                      compared.p_value, compared.p_value)

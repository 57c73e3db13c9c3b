"""Whether two networks really differ, or only by chance: on shared test digits, and over seeds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal, stats

from mnist_core.base.format import count_of
from mnist_core.findings.seeds import Spread, spread
from mnist_core.trained.trained import Predictions

LEVEL = 0.05
"""A difference that chance makes less often than this is called more than chance."""
INTERVAL = 0.95
"""How sure the interval around a mean, or a difference of means, is."""
SAME = 1e-9
"""Percentage points, or nats: values no further apart differ by rounding alone."""


@dataclass(frozen=True, slots=True)
class DigitComparison:
    """Two networks, A and B, on the same test digits.

    Attributes:
        only_a: int64 [M]: places in the test set of the digits that A gets right and B wrong.
        only_b: int64 [K]: the reverse.
        num_digits: how many digits both have read.
        p_value: McNemar's test, exact and two-sided: how often two equally good networks would
            split ``M + K`` digits at least as unevenly (McNemar, Psychometrika 12, 1947). It
            judges these two networks, not the recipes that made them.
    """

    only_a: NDArray[np.int64]
    only_b: NDArray[np.int64]
    num_digits: int
    p_value: float

    def sentence(self, a: str, b: str) -> str:
        """``B gets 31 digits right that A gets wrong, and the reverse 24: …``, the better first."""
        if not len(self.only_a) and not len(self.only_b):
            return f"{a} and {b} get exactly the same digits right."
        ranked = sorted(((len(self.only_b), b), (len(self.only_a), a)), key=lambda pair: -pair[0])
        (more, better), (fewer, other) = ranked
        return (f"{better} gets {count_of(more, 'digit')} right that {other} gets wrong, and "
                f"the reverse {fewer:,}: {chance_words(self.p_value)}.")


@dataclass(frozen=True, slots=True)
class AccuracyComparison:
    """Two networks, A and B, of which only the accuracies are known, in percent.

    ``p_value`` is that of Fisher's exact test, two-sided, on how many digits each gets right, as
    if each had read digits of its own. They read the same ones and mostly err on the same, so that
    chance does less than it says: it errs on the cautious side.
    """

    a: float
    b: float
    p_value: float

    def sentence(self, a: str, b: str) -> str:
        """``B is 0.11 points better than A: that could easily be chance (p = 0.58).``"""
        if abs(self.a - self.b) < SAME:
            return f"{a} and {b} get equally many digits right."
        (more, better), (fewer, other) = sorted(((self.a, a), (self.b, b)), reverse=True)
        return (f"{better} is {more - fewer:.2f} points better than {other}: "
                f"{chance_words(self.p_value)}.")


@dataclass(frozen=True, slots=True)
class SeedComparison:
    """Two recipes, A and B, each trained with one or several seeds. Accuracies in percent.

    Attributes:
        difference: mean of B less mean of A, in percentage points.
        low, high: where the true difference lies with 95 % confidence.
        p_value: two-sided: Welch's t test; Student's where one side has a single seed, which is
            then held against the spread of the other.
    """

    a: Spread
    b: Spread
    difference: float
    low: float
    high: float
    p_value: float

    def sentence(self, a: str, b: str) -> str:
        """``Over seeds B is 0.05 points better than A (99.45 ± 0.03, n = 3, against …): …``."""
        better = "better" if self.difference >= 0 else "worse"
        return (f"Over seeds {b} is {abs(self.difference):.2f} points {better} than {a} "
                f"({in_words(self.b)} against {in_words(self.a)}): {chance_words(self.p_value)}. "
                f"The true difference is likely to lie between {self.low:+.2f} and "
                f"{self.high:+.2f} points.")


def compare_predictions(a: Predictions, b: Predictions) -> DigitComparison:
    """Digit by digit, on the test digits that both have read.

    Raises:
        ValueError: they have read different digits.
    """
    if not np.array_equal(a.labels, b.labels):
        raise ValueError("The two were measured on different test digits, so they cannot be "
                         "compared digit by digit; train both on the same data.")
    only_a = np.flatnonzero(a.correct & ~b.correct)
    only_b = np.flatnonzero(b.correct & ~a.correct)
    return DigitComparison(only_a, only_b, len(a.labels),
                           mcnemar_p_value(len(only_a), len(only_b)))


def compare_accuracies(a: float, b: float, num_a: int, num_b: int) -> AccuracyComparison:
    """By the share of right answers among ``num_a`` and ``num_b`` digits; see the class."""
    rights = (round(a / 100 * num_a), num_a), (round(b / 100 * num_b), num_b)
    table = [[right, num - right] for right, num in rights]
    return AccuracyComparison(a, b, float(stats.fisher_exact(table).pvalue))


def mcnemar_p_value(num_only_a: int, num_only_b: int) -> float:
    """How often a fair coin splits as many digits at least as unevenly; 1 where none differ."""
    num = num_only_a + num_only_b
    return float(stats.binomtest(num_only_a, num).pvalue) if num else 1.0


def paired_p_value(differences: NDArray[np.int64]) -> float:
    """McNemar's test where each side has read every digit with as many seeds as the other.

    ``differences`` [N] says how many more of A's networks read each digit right than of B's. If
    both are equally good, a fair coin decides each sign: how often do they add up to at least as
    much (exact; Fisher's sign-flip test)? With one seed each that is ``mcnemar_p_value``.
    """
    sizes = np.bincount(np.abs(differences))
    total = abs(int(differences.sum()))
    # how likely each sum is, from -reach to reach
    chances = np.ones(1)
    for size, num in enumerate(map(int, sizes)):
        if size and num:
            of_size = np.zeros(2 * size * num + 1)
            of_size[::2 * size] = stats.binom.pmf(np.arange(num + 1), num, 0.5)
            chances = signal.convolve(chances, of_size)
    reach = len(chances) // 2
    sums = np.abs(np.arange(-reach, reach + 1))
    return min(1.0, float(chances[sums >= total].sum()))


def compare_seeds(a: Sequence[float], b: Sequence[float]) -> SeedComparison | None:
    """Accuracies in percent, one a seed; None where chance cannot be judged.

    That is where neither side has two seeds, or the seeds do not differ among themselves.
    """
    if max(len(a), len(b)) < 2 or not min(len(a), len(b)):
        return None
    if max(np.ptp(a), np.ptp(b)) < SAME:
        return None
    result = stats.ttest_ind(b, a, equal_var=min(len(a), len(b)) == 1)
    interval = result.confidence_interval(INTERVAL)
    of_a, of_b = spread(a), spread(b)
    return SeedComparison(of_a, of_b, of_b.mean - of_a.mean, float(interval.low),
                          float(interval.high), float(result.pvalue))


def new_run_range(values: Spread) -> tuple[float, float] | None:
    """Where one more run of the same kind lies with 95 % confidence: Student's t, as wide as the
    spread of the runs and the doubt about their mean ask for (a prediction interval).

    None of a single run, and of runs that do not differ.
    """
    if values.std is None or values.max - values.min < SAME:
        return None
    reach = float(stats.t.ppf((1 + INTERVAL) / 2, values.n - 1)) * values.std * math.sqrt(
        1 + 1 / values.n)
    return values.mean - reach, values.mean + reach


def chance_words(p_value: float) -> str:
    """``that could easily be chance (p = 0.42)``."""
    if p_value >= 0.2:
        words = "that could easily be chance"
    elif p_value >= LEVEL:
        words = "that could still be chance"
    elif p_value >= 0.01:
        words = "that is probably more than chance"
    else:
        words = "that is more than chance"
    return f"{words} ({p_text(p_value)})"


def p_text(p_value: float) -> str:
    """``p = 0.42``, with more digits where they matter."""
    if p_value < 0.001:
        return "p < 0.001"
    return f"p = {p_value:.2f}" if p_value >= 0.095 else f"p = {p_value:.3f}"


def in_words(values: Spread) -> str:
    """``99.45 ± 0.03, n = 3``: mean and sample standard deviation in percent, and seeds."""
    if values.std is None:
        return f"{values.mean:.2f}, n = 1"
    return f"{values.mean:.2f} ± {values.std:.2f}, n = {values.n}"

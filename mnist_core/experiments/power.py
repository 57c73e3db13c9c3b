"""How many seeds it takes to see a difference: said before they are spent.

A paired t test on differences that follow a normal distribution, by the noncentral t distribution
(Cohen, Statistical Power Analysis, 1988).
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy import optimize, stats

from mnist_core.base.format import count_of
from mnist_core.experiments.question import Measure, Question
from mnist_core.experiments.results import will_have_anchor
from mnist_core.experiments.words import difference_text, unit_of
from mnist_core.findings.analysis import CHANCE_PERCENT
from mnist_core.findings.significance import LEVEL
from mnist_core.recipe.recipe import Recipe

POWER = 0.8
"""How often a true difference is to be seen."""
WANTED_POINTS = 0.05
"""The difference between accuracies that a student is told of unless another is asked for: about
that between neighbouring steps of a ladder."""
USUAL_LOW, USUAL_HIGH = 0.05, 0.1
"""Percentage points by which seeds move the accuracy of networks like the published ones."""
MAX_SEEDS_COUNTED = 1_000
_FAR_OUT = 200
"""A value of t beyond which SciPy's series do not converge: two seeds, and hundreds of pairs."""


@dataclass(frozen=True, slots=True)
class SeedSpread:
    """By how much the seed alone moves a network: a standard deviation, in points or nats.

    Attributes:
        difference: of the difference between two networks of one seed, which pairing leaves.
        source: where it is from, for the end of a sentence.
    """

    difference: float
    source: str

    @property
    def single(self) -> float:
        """Of one network, if pairing gained nothing."""
        return self.difference / math.sqrt(2)


@dataclass(frozen=True, slots=True)
class Power:
    """What a number of seeds can show.

    Attributes:
        wanted: the difference that is looked for.
        num_needed: seeds of each trial that it takes; None: more than can be counted.
        num_seeds: those that there are or will be, of each.
        visible: the smallest difference that these show; None of one seed.
    """

    wanted: float
    num_needed: int | None
    num_seeds: int
    visible: float | None
    num_compared: int
    text: str


USUAL = SeedSpread(math.sqrt(2 * USUAL_LOW * USUAL_HIGH),
                   "if seeds move it as they do others of its kind, by 0.05 to 0.1 points")
"""Before anything is known of the recipe."""


def power_of(difference: float, spread: float, num_seeds: int, *, level: float = LEVEL,
             is_paired: bool = True) -> float:
    """How often a true difference is called more than chance.

    ``spread`` is the standard deviation of the paired differences; where seeds are not paired,
    that of the values on each side.
    """
    if num_seeds < 2:
        return 0.0
    freedom = num_seeds - 1 if is_paired else 2 * num_seeds - 2
    shift = difference / spread * math.sqrt(num_seeds / (1 if is_paired else 2))
    limit = float(stats.t.ppf(1 - level / 2, freedom))
    if limit > _FAR_OUT:
        # chance then moves the spread that is found, and next to it hardly the mean
        return float(stats.chi2.cdf(freedom * (shift / limit) ** 2, freedom))
    above, below = stats.nct.sf(limit, freedom, shift), stats.nct.cdf(-limit, freedom, shift)
    # far out in the other tail SciPy has no number for next to nothing
    return float(above) + (0.0 if math.isnan(below) else float(below))


def num_needed(difference: float, spread: float, *, level: float = LEVEL,
               is_paired: bool = True) -> int | None:
    """The fewest seeds of each that show a difference four times of five; None where not even
    ``MAX_SEEDS_COUNTED`` do."""
    def is_enough(num: int) -> bool:
        return power_of(difference, spread, num, level=level, is_paired=is_paired) >= POWER

    low, high = 1, 2
    while not is_enough(high):
        low, high = high, 2 * high
        if low >= MAX_SEEDS_COUNTED:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high if high <= MAX_SEEDS_COUNTED else None


def visible_difference(spread: float, num_seeds: int, *, level: float = LEVEL) -> float | None:
    """The smallest true difference that ``num_seeds`` seeds show four times of five."""
    if num_seeds < 2:
        return None
    limit = float(stats.t.ppf(1 - level / 2, num_seeds - 1))
    most = 4 * limit * spread / math.sqrt(num_seeds)
    return float(optimize.brentq(
        lambda difference: power_of(difference, spread, num_seeds, level=level) - POWER,
        0, most))


def spread_of(trials: Sequence[Mapping[int, float]], source: str = "") -> SeedSpread | None:
    """Pooled over trials, each with its values by seed; None where no trial has two that differ.

    By the seeds that all have: the mean variance of the differences of every two, which is twice
    the residual variance of trials and seeds. Where they share none, by the variance within each.
    """
    known = [trial for trial in trials if len(trial) > 1]
    seeds = sorted(set.intersection(*map(set, known))) if known else []
    if len(known) > 1 and len(seeds) > 1:
        return _checked(_residual([[trial[seed] for seed in seeds] for trial in known]), source)
    alone = [(len(trial) - 1, statistics.variance(trial.values())) for trial in known]
    if not alone:
        return None
    variance = sum(num * one for num, one in alone) / sum(num for num, _ in alone)
    return _checked(2 * float(variance), source)


def told(wanted: float, spread: SeedSpread, num_seeds: int, *, num_compared: int = 1,
         measure: Measure = "held_out_accuracy") -> Power:
    """What to say before seeds are spent.

    ``num_compared`` is how many comparisons there will be: each must then be surer by itself.
    """
    level = LEVEL / max(1, num_compared)
    needed = num_needed(wanted, spread.difference, level=level)
    visible = visible_difference(spread.difference, num_seeds, level=level)
    many = "" if num_compared < 2 else f"{num_compared:,} comparisons at once; "
    number = f"more than {MAX_SEEDS_COUNTED:,}" if needed is None else f"about {needed:,}"
    unit = unit_of(measure)
    text = (f"To see {difference_text(measure, wanted)} {unit} you need {number} seeds of each "
            f"({many}{spread.source}). ")
    text += ("One seed of each can show none." if visible is None else
             f"{count_of(num_seeds, 'seed')} of each show differences from about "
             f"{difference_text(measure, visible)} {unit} on, four times of five.")
    return Power(wanted, needed, num_seeds, visible, num_compared, text)


def before(question: Question, base: Recipe, recorded: SeedSpread | None = None) -> Power | None:
    """What to say of an experiment that nobody has begun; ``recorded`` is by how much accuracies of
    such a recipe moved with the seed in the lab so far. None of a loss: there is no usual one.
    """
    if question.measure != "held_out_accuracy":
        return None
    spread = recorded or USUAL
    others = question.num_planned - 1 if will_have_anchor(question, base) else 1
    return told(WANTED_POINTS, spread, len(question.seeds), num_compared=max(1, others),
                measure=question.measure)


def learned(values: Mapping[int, float], measure: Measure) -> bool:
    """Whether none of these networks sat at chance, whose spread would drown all others."""
    return measure != "held_out_accuracy" or all(
        value >= CHANCE_PERCENT for value in values.values())


def _residual(rows: Sequence[Sequence[float]]) -> float:
    """The variance of a difference: twice the residual one of trials x seeds."""
    num_trials, num_seeds = len(rows), len(rows[0])
    means = [sum(row) / num_seeds for row in rows]
    of_seeds = [sum(row[index] for row in rows) / num_trials for index in range(num_seeds)]
    overall = sum(means) / num_trials
    squares = sum((value - mean - of_seed + overall) ** 2
                  for row, mean in zip(rows, means, strict=True)
                  for value, of_seed in zip(row, of_seeds, strict=True))
    return 2 * squares / ((num_trials - 1) * (num_seeds - 1))


def _checked(variance: float, source: str) -> SeedSpread | None:
    return SeedSpread(math.sqrt(variance), source) if variance > 0 else None

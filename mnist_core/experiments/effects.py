"""What each setting does, with the others averaged out; and two of them together."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from mnist_core.base.change import figure
from mnist_core.experiments.experiment import Experiment, Trial
from mnist_core.experiments.means import Mean, mean_of
from mnist_core.experiments.question import Setting
from mnist_core.experiments.results import Results
from mnist_core.experiments.words import setting_words, value_words
from mnist_core.recipe.overrides import Scalar

NUM_BINS = 4
"""Into how many parts a range is cut."""
MAX_MAPPED = 4
"""Of more settings there are too many maps of two to make them all."""


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a setting, or one part of its range; ``num_trials`` have it."""

    words: str
    value: Scalar
    mean: Mean
    num_trials: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a setting does by itself.

    ``over`` says what the intervals are of: ``seeds``, where every value was tried with the same
    other settings and seeds, else ``trials``, which differ in the other settings, too.
    """

    key: str
    words: str
    over: Literal["seeds", "trials"]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where two values meet: every run that has both. ``row`` and ``column`` are places among the
    levels of the two settings."""

    row: int
    column: int
    mean: Mean


@dataclass(frozen=True, slots=True)
class SettingMap:
    """Two settings together: ``row_key`` down, ``column_key`` across."""

    row_key: str
    column_key: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]


Part = tuple[str, Scalar]
"""A value or a part of a range: in words, and by its (middle) value."""


def effects(experiment: Experiment, results: Results) -> tuple[Effect, ...]:
    """Of every setting, of the trials that can be the best."""
    tried = _tried(experiment, results)
    return tuple(effect for setting in experiment.question.settings
                 if (effect := _effect(experiment, setting, tried)))


def setting_maps(experiment: Experiment, results: Results) -> tuple[SettingMap, ...]:
    """Of every two settings; none where there are more than ``MAX_MAPPED``."""
    settings = experiment.question.settings
    if len(settings) > MAX_MAPPED:
        return ()
    tried = _tried(experiment, results)
    return tuple(_map(experiment, row, column, tried) for row, column in combinations(settings, 2)
                 if tried)


Tried = Sequence[tuple[Trial, Mapping[int, float]]]


def _tried(experiment: Experiment, results: Results) -> Tried:
    values = {one.number: one.values for one in results.trials}
    ranked = set(results.ranked)
    return [(trial, values[trial.number]) for trial in experiment.trials if trial.number in ranked]


def _effect(experiment: Experiment, setting: Setting, tried: Tried) -> Effect | None:
    parts, places = _parts(experiment, setting, tried)
    if len(parts) < 2:
        return None
    by_part: list[list[Mapping[int, float]]] = [[] for _ in parts]
    for place, (_, values) in zip(places, tried, strict=True):
        by_part[place].append(values)
    seeds = sorted(set.intersection(*(set(values) for _, values in tried)))
    is_paired = len(seeds) > 1 and _is_full_grid(experiment, tried)
    levels = []
    for (words, value), of_part in zip(parts, by_part, strict=True):
        mean = mean_of(
            [statistics.fmean(values[seed] for values in of_part) for seed in seeds] if is_paired
            else [value for values in of_part for value in values.values()] if len(of_part) == 1
            else [statistics.fmean(values.values()) for values in of_part])
        assert mean is not None
        levels.append(Level(words, value, mean, len(of_part)))
    is_one_each = all(level.num_trials == 1 for level in levels)
    return Effect(setting.key, setting_words(setting.key),
                  "seeds" if is_paired or is_one_each else "trials", tuple(levels))


def _map(experiment: Experiment, row: Setting, column: Setting, tried: Tried) -> SettingMap:
    (rows, at_row), (columns, at_column) = (_parts(experiment, one, tried)
                                            for one in (row, column))
    found: dict[tuple[int, int], list[float]] = {}
    for place, (_, values) in zip(zip(at_row, at_column, strict=True), tried, strict=True):
        found.setdefault(place, []).extend(values.values())
    cells = [Cell(*place, mean) for place, values in sorted(found.items())
             if (mean := mean_of(values))]
    return SettingMap(row.key, column.key, tuple(words for words, _ in rows),
                      tuple(words for words, _ in columns), tuple(cells))


def _parts(experiment: Experiment, setting: Setting,
           tried: Tried) -> tuple[list[Part], list[int]]:
    """The values or parts of a range that were tried, in order, and which each trial has."""
    given = [trial.overrides.get(setting.key) for trial, _ in tried]
    if not setting.range:
        listed = [value for value in setting.values or () if value in given]
        # those of before the question was widened, if any
        listed += [value for value in dict.fromkeys(given) if value not in listed]
        return ([(value_words(setting.key, value, experiment.recipe), value) for value in listed],
                [listed.index(value) for value in given])
    numbers = [float(value) if isinstance(value, int | float) else 0.0 for value in given]
    distinct = sorted(set(numbers))
    if len(distinct) <= NUM_BINS:
        return [(figure(one), one) for one in distinct], [distinct.index(one) for one in numbers]
    ends = _bin_ends(min(numbers), max(numbers), is_log=setting.log)
    places = [min(NUM_BINS - 1, sum(number >= end for end in ends[1:-1])) for number in numbers]
    used = sorted(set(places))
    return ([(f"{ends[place]:.3g} to {ends[place + 1]:.3g}",
              _middle(ends[place], ends[place + 1], is_log=setting.log)) for place in used],
            [used.index(place) for place in places])


def _bin_ends(low: float, high: float, *, is_log: bool) -> list[float]:
    if is_log:
        return [low * (high / low) ** (part / NUM_BINS) for part in range(NUM_BINS + 1)]
    return [low + (high - low) * part / NUM_BINS for part in range(NUM_BINS + 1)]


def _middle(low: float, high: float, *, is_log: bool) -> float:
    return math.sqrt(low * high) if is_log else (low + high) / 2


def _is_full_grid(experiment: Experiment, tried: Tried) -> bool:
    keys = [setting.key for setting in experiment.question.settings]
    combined = {tuple(repr(trial.overrides.get(key)) for key in keys) for trial, _ in tried}
    return len(combined) == len(tried) == math.prod(
        len({values[place] for values in combined}) for place in range(len(keys)))

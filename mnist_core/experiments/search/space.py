"""The combinations that a question allows, and those that its trials have had."""

import math
from collections.abc import Iterator, Sequence
from itertools import product

from mnist_core.experiments.experiment import Experiment, Trial
from mnist_core.experiments.question import Overrides, Question, Setting
from mnist_core.recipe.overrides import Scalar, flatten, main_key
from mnist_core.recipe.recipe import Recipe

Combination = tuple[Scalar, ...]
"""A value for each setting of the question, in their order."""
FIGURES = 4
"""Of a number from a range: as many as anybody reads."""
MOST_LISTED = 20_000


def combination_of(experiment: Experiment, trial: Trial) -> Combination:
    """What a trial has for each setting; of one that came later it has what the recipe says."""
    return tuple(trial.overrides[setting.key] if setting.key in trial.overrides
                 else value_in(experiment.recipe, setting.key)
                 for setting in experiment.question.settings)


def tried(experiment: Experiment) -> set[Combination]:
    return {combination_of(experiment, trial) for trial in experiment.of("search")}


def value_in(recipe: Recipe, key: str) -> Scalar:
    """What a recipe has for a setting; of a whole augmentation its main figure."""
    flat = flatten(recipe)
    return flat[key] if key in flat else flat.get(main_key(key))


def overrides_of(question: Question, combination: Sequence[Scalar]) -> Overrides:
    return {setting.key: value
            for setting, value in zip(question.settings, combination, strict=True)}


def num_combinations(question: Question) -> int | None:
    """How many there are; None where a range has no end of numbers."""
    counts = [_count(setting) for setting in question.settings]
    return None if None in counts else math.prod(count for count in counts if count is not None)


def all_combinations(question: Question) -> Iterator[Combination]:
    """Each of them, the last setting moving fastest; only asked of questions that have some number
    of them."""
    return product(*(_values(setting) for setting in question.settings))


def combination_at(question: Question, place: int) -> Combination:
    """That one of ``all_combinations``; there may be too many of them to count them out."""
    found: list[Scalar] = []
    for setting in reversed(question.settings):
        values = _values(setting)
        place, index = divmod(place, len(values))
        found.append(values[index])
    return tuple(reversed(found))


def allows(question: Question, combination: Combination) -> bool:
    """Whether the question asks for it now: it may have been another when it was tried."""
    return all(_allows(setting, value)
               for setting, value in zip(question.settings, combination, strict=True))


def value_at(setting: Setting, share: float) -> Scalar:
    """The value that lies so far (0 to 1) through what may be tried of a setting."""
    ends = setting.range
    if ends is None:
        values = setting.values or ()
        return values[min(int(share * len(values)), len(values) - 1)]
    low, high = ends
    if setting.is_whole:
        # each whole number has its own stretch, those at the ends as well
        whole = round(_between(low - 0.5, high + 0.5, share, log=setting.log))
        return min(max(whole, int(low)), int(high))
    return rounded(_between(low, high, share, log=setting.log), low, high)


def rounded(number: float, low: float, high: float) -> float:
    """With as many figures as anybody reads, and not beyond the ends."""
    return min(max(float(f"{number:.{FIGURES}g}"), low), high)


def _between(low: float, high: float, share: float, *, log: bool) -> float:
    return (low * (high / low) ** share if log else low + (high - low) * share)


def _allows(setting: Setting, value: Scalar) -> bool:
    if setting.range is None:
        return value in (setting.values or ())
    return isinstance(value, int | float) and setting.range[0] <= value <= setting.range[1]


def _count(setting: Setting) -> int | None:
    if setting.range is None:
        return len(setting.values or ())
    low, high = setting.range
    return int(high) - int(low) + 1 if setting.is_whole else None


def _values(setting: Setting) -> Sequence[Scalar]:
    if setting.range is None:
        return setting.values or ()
    low, high = setting.range
    return range(int(low), int(high) + 1)

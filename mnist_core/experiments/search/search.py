"""The next trial of an experiment: from the experiment alone, so whoever asks gets the same."""

from collections.abc import Callable, Mapping

from mnist_core.base.format import count_of
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.question import Overrides, Search
from mnist_core.experiments.search.sampling import even_combination, random_combination
from mnist_core.experiments.search.space import (
    Combination,
    all_combinations,
    allows,
    num_combinations,
    overrides_of,
    tried,
)
from mnist_core.experiments.search.tpe import tpe_combination


def next_overrides(experiment: Experiment) -> Overrides | None:
    """The settings of the trial that is made next; None where no more are.

    Only TPE needs the epochs that were measured.
    """
    question, made = experiment.question, len(experiment.of("search"))
    if question.num_trials is not None and made >= question.num_trials:
        return None
    found = _SEARCHES[question.search](experiment, made)
    return None if found is None else overrides_of(question, found)


def num_planned(experiment: Experiment) -> int:
    """How many trials the search will have had when it has ended."""
    question, made = experiment.question, len(experiment.of("search"))
    wanted, there = question.num_trials, num_combinations(question)
    if there is not None:
        # some may have been made before the question was changed
        before = sum(allows(question, one) for one in tried(experiment))
        possible = made + there - before
        wanted = possible if wanted is None else min(wanted, possible)
    assert wanted is not None
    return max(wanted, made)


def used_up(experiment: Experiment) -> str | None:
    """Why fewer trials were made than were asked for, in a sentence; None where they are all."""
    wanted, there = experiment.question.num_trials, num_combinations(experiment.question)
    made = len(experiment.of("search"))
    if wanted is None or there is None or made >= wanted:
        return None
    return (f"All {count_of(there, 'combination')} of these values were tried, so there are "
            f"{count_of(made, 'trial')} instead of {wanted:,}; give more values to try more.")


def _grid(experiment: Experiment, _: int) -> Combination | None:
    before = tried(experiment)
    return next((one for one in all_combinations(experiment.question) if one not in before), None)


_SEARCHES: Mapping[Search, Callable[[Experiment, int], Combination | None]] = {
    "grid": _grid, "random": random_combination, "quasi-random": even_combination,
    "tpe": tpe_combination}

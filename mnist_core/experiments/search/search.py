"""The next trial of an experiment: from the experiment alone, so whoever asks gets the same."""

from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.question import Overrides
from mnist_core.experiments.search.space import (
    all_combinations,
    allows,
    num_combinations,
    overrides_of,
    tried,
)


def next_overrides(experiment: Experiment) -> Overrides | None:
    """The settings of the trial that is made next; None where no more are."""
    question, made = experiment.question, len(experiment.of("search"))
    if question.num_trials is not None and made >= question.num_trials:
        return None
    before = tried(experiment)
    for found in all_combinations(question):
        if found not in before:
            return overrides_of(question, found)
    return None


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

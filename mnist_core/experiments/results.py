"""What the trials of an experiment came to: a mean for each, which is best, and what it is held
against."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mnist_core.experiments.experiment import Experiment, Purpose, Trial, TrialState
from mnist_core.experiments.means import Mean, mean_of
from mnist_core.experiments.question import Question
from mnist_core.experiments.words import is_as_base, is_off, trial_words
from mnist_core.findings.analysis import CHANCE_PERCENT
from mnist_core.recipe.recipe import Recipe


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """A trial in figures. ``values`` by seed, of the runs that were trained to their end.

    Attributes:
        num_unlearned: how many of these read hardly more than chance would.
        num_failed: runs that diverged or failed otherwise; they are in no mean.
    """

    number: int
    words: str
    purpose: Purpose
    state: TrialState
    values: Mapping[int, float]
    mean: Mean | None
    num_runs: int
    num_failed: int
    num_pruned: int
    num_unlearned: int

    @property
    def can_be_compared(self) -> bool:
        """Whether some of its runs were trained to their end, and none failed or was stopped early:
        the rest would be the lucky ones."""
        return self.mean is not None and not self.num_failed and not self.num_pruned


@dataclass(frozen=True)
class Results:
    """All trials, and those of the search from which the best is chosen.

    Attributes:
        ranked: the numbers of the trials that can be the best, the best first: without a failed
            or pruned run, and with as many seeds as most have.
        anchor: the trial that all others are held against, where the question names one by itself:
            the only setting switched off ("is it worth it?"), else the recipe as it is.
        is_settled: of the search no trial is to come, is being trained or waits for it.
    """

    trials: tuple[TrialFigures, ...]
    ranked: tuple[int, ...]
    anchor: int | None
    is_settled: bool

    def trial(self, number: int) -> TrialFigures:
        return self._by_number[number]

    @cached_property
    def _by_number(self) -> dict[int, TrialFigures]:
        return {one.number: one for one in self.trials}

    @property
    def best(self) -> TrialFigures | None:
        return self.trial(self.ranked[0]) if self.ranked else None

    @property
    def measured(self) -> tuple[TrialFigures, ...]:
        """Those of the search of which a run was trained to its end."""
        return tuple(one for one in self.trials if one.purpose == "search" and one.mean)


def results_of(experiment: Experiment) -> Results:
    trials = tuple(_figures(experiment, trial) for trial in experiment.trials)
    searched, anchor = experiment.of("search"), anchor_trial(experiment)
    goes_on = any(trial.state in ("waiting", "running") for trial in searched)
    is_ended = experiment.state in ("finished", "stopped") or (
        len(searched) >= experiment.question.num_planned)
    return Results(trials, ranking(trials, is_higher_better=experiment.question.is_higher_better),
                   anchor.number if anchor else None, is_ended and not goes_on)


def ranking(trials: Sequence[TrialFigures], *, is_higher_better: bool) -> tuple[int, ...]:
    """See ``Results.ranked``. Of equal ones the first that was made comes first."""
    able = [one for one in trials if one.purpose == "search" and one.can_be_compared]
    if not able:
        return ()
    usual = statistics.median_high(len(one.values) for one in able)
    able = [one for one in able if len(one.values) >= usual]
    sign = -1 if is_higher_better else 1
    return tuple(one.number for one in sorted(
        able, key=lambda one: (sign * one.mean.mean if one.mean else 0.0, one.number)))


def best_trial(experiment: Experiment) -> Trial | None:
    """The one that a confirmation trains anew; None before any is trained to its end."""
    ranked = results_of(experiment).ranked
    return next((trial for trial in experiment.trials if ranked and trial.number == ranked[0]),
                None)


def anchor_trial(experiment: Experiment) -> Trial | None:
    """The one that the best is held against, also in its confirmation; see ``Results.anchor``."""
    searched, settings = experiment.of("search"), experiment.question.settings
    if len(settings) == 1:
        key = settings[0].key
        off = next((trial for trial in searched if is_off(key, trial.overrides.get(key))), None)
        if off is not None:
            return off
    return next((trial for trial in searched if trial.overrides and all(
        is_as_base(experiment.recipe, key, value) for key, value in trial.overrides.items())),
        None)


def will_have_anchor(question: Question, base: Recipe) -> bool:
    """Whether the trials of a question will be held against one that it names by itself."""
    settings = question.settings
    if any(setting.range for setting in settings) or question.num_planned != (
            question.num_combinations):
        return False
    if len(settings) == 1 and any(is_off(settings[0].key, value)
                                  for value in settings[0].values or ()):
        return True
    return bool(settings) and all(
        any(is_as_base(base, setting.key, value) for value in setting.values or ())
        for setting in settings)


def _figures(experiment: Experiment, trial: Trial) -> TrialFigures:
    measure = experiment.question.measure
    values = trial.values(measure)
    accuracies = trial.values("held_out_accuracy").values()
    states = [run.state for run in trial.runs]
    # figures that are not numbers are of a run that diverged
    num_lost = states.count("finished") - len(values)
    return TrialFigures(
        trial.number, trial_words(trial.overrides, experiment.recipe), trial.purpose, trial.state,
        values, mean_of(list(values.values())), len(states),
        states.count("failed") + num_lost, states.count("pruned"),
        sum(accuracy < CHANCE_PERCENT for accuracy in accuracies))

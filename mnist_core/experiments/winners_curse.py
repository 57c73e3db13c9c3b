"""By how much choosing had flattered: the winner of a search, trained anew with fresh seeds.

The best of many is partly the luckiest. Its luck does not come back with other seeds, so what it
loses then, on the same held-out digits, is what choosing had added. The test set is asked once, of
the fresh runs.
"""

from dataclasses import dataclass

from mnist_core.base.format import count_of
from mnist_core.experiments.comparison import Comparison, compare
from mnist_core.experiments.experiment import Experiment, Trial
from mnist_core.experiments.means import Mean, mean_of
from mnist_core.experiments.question import Measure
from mnist_core.experiments.results import Results, TrialFigures, anchor_trial
from mnist_core.experiments.words import (
    difference_text,
    interval_words,
    trial_words,
    unit_of,
    value_text,
)
from mnist_core.findings.significance import chance_words, compare_seeds
from mnist_core.training.epoch_record import best_epoch


@dataclass(frozen=True, slots=True)
class WinnersCurse:
    """A winner's value in the search against that of its confirmation, and the test set's word.

    Attributes:
        winner: the trial of the search; ``confirmed``, ``base``: those of the confirmation.
        searched, found: on the same held-out digits, with the seeds of the search and with fresh
            ones.
        flattered: what choosing had added, in points or nats; above 0 the search promised more
            than came. ``low`` and ``high``: where that lies with 95 % confidence; None where
            chance cannot be judged.
        test: accuracy on the test set in percent, of the best epoch on the held-out digits.
        against_base: on the test set, the winner less what it is held against, paired by seed.
    """

    winner: int
    confirmed: int
    base: int | None
    searched: Mean
    found: Mean
    flattered: float
    low: float | None
    high: float | None
    test: Mean
    base_test: Mean | None
    against_base: Comparison | None
    text: str
    test_text: str


def winners_curse(experiment: Experiment, results: Results) -> WinnersCurse | None:
    """None before a run of a confirmation is trained to its end."""
    confirmations = [trial for trial in experiment.of("confirmation")
                     if results.trial(trial.number).mean]
    # of several confirmations the latest; the base itself may have come out best
    confirmations.reverse()
    anchor = anchor_trial(experiment)
    base = next((trial for trial in confirmations if not trial.overrides or (
        anchor is not None and trial.overrides == anchor.overrides)), None)
    confirmed = next((trial for trial in confirmations
                      if base is None or trial.overrides != base.overrides), base)
    if confirmed is None:
        return None
    base = base if base is not confirmed else None
    winner = next((trial for trial in experiment.of("search")
                   if trial.overrides == confirmed.overrides
                   and results.trial(trial.number).mean), None)
    if winner is None:
        return None
    measure = experiment.question.measure
    then, now = results.trial(winner.number), results.trial(confirmed.number)
    assert then.mean and now.mean
    sign = 1 if experiment.question.is_higher_better else -1
    compared = compare_seeds(list(now.values.values()), list(then.values.values()))
    low, high = sorted((sign * compared.low, sign * compared.high)) if compared else (None, None)
    flattered = sign * (then.mean.mean - now.mean.mean)
    test = _test_accuracies(confirmed, measure)
    of_test = mean_of(list(test.values()))
    assert of_test is not None
    base_test = _test_accuracies(base, measure) if base else {}
    against = compare((base.number, base_test), (confirmed.number, test)) if base else None
    name = trial_words(winner.overrides, experiment.recipe)
    return WinnersCurse(
        winner.number, confirmed.number, base.number if base else None, then.mean, now.mean,
        flattered, low, high, of_test, mean_of(list(base_test.values())), against,
        _curse_text(measure, then, now, flattered, (low, high), name),
        _test_text(of_test, against, name,
                   trial_words(base.overrides, experiment.recipe) if base else ""))


def _test_accuracies(trial: Trial, measure: Measure) -> dict[int, float]:
    """By seed, of the best epoch on the held-out digits; of the runs that have a value."""
    return {run.seed: best.test_accuracy for run in trial.runs
            if run.value(measure) is not None and (best := best_epoch(run.epochs))}


def _curse_text(measure: Measure, then: TrialFigures, now: TrialFigures, flattered: float,
                   ends: tuple[float | None, float | None], name: str) -> str:
    assert then.mean and now.mean
    unit, (low, high) = unit_of(measure), ends
    begin = (f"Chosen as the best, {name} came to {value_text(measure, then.mean.mean)} in the "
             f"search ({count_of(then.mean.n, 'seed')}); trained anew with "
             f"{count_of(now.mean.n, 'fresh seed')} to {value_text(measure, now.mean.mean)} on the "
             "same held-out digits")
    size = difference_text(measure, abs(flattered))
    if low is None or high is None:
        return f"{begin}, a difference of {size} {unit}: too few seeds to say what of it is chance."
    interval = interval_words(measure, low, high)
    if low > 0:
        return f"{begin}: choosing had flattered it by {size} {unit} ({interval})."
    if high < 0:
        return f"{begin}: {size} {unit} better than the search had said ({interval})."
    word = "less" if flattered > 0 else "more"
    return (f"{begin}: {size} {unit} {word}, which may be chance ({interval}). Choosing has not "
            "visibly flattered it.")


def _test_text(test: Mean, against: Comparison | None, name: str, base_name: str) -> str:
    interval = ("" if test.low is None or test.high is None else
                f", 95 % interval {test.low:.2f} to {test.high:.2f}")
    text = (f"The test set, asked once: {name} reads {test.mean:.2f} % of its digits right "
            f"({count_of(test.n, 'seed')}{interval})")
    if against is None:
        return f"{text}."
    better = "more" if against.difference >= 0 else "fewer"
    text += f", {abs(against.difference):.2f} points {better} than {base_name}"
    if against.p_value is None or against.low is None or against.high is None:
        return f"{text}; too few seeds to say whether that is chance."
    paired = "paired by seed, " if against.num_pairs else ""
    return (f"{text} ({paired}95 % interval {against.low:+.2f} to {against.high:+.2f}): "
            f"{chance_words(against.p_value)}.")

"""TPE (tree-structured Parzen estimator, Bergstra et al. 2011), as Optuna has it.

Optuna gets a study made of the experiment's own trials each time it is asked: what the lab's tables
say is all that there is, so nothing can disagree with it, and ranges may be widened.
"""

import math
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mnist_core.experiments.experiment import Experiment, Trial
from mnist_core.experiments.question import Setting
from mnist_core.experiments.search.sampling import even_combination, untried
from mnist_core.experiments.search.space import Combination, combination_of, rounded
from mnist_core.recipe.overrides import Scalar

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

TRIES = 5
NUM_SPREAD = 10
"""So many trials are spread evenly before anything is learned from them."""
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def tpe_combination(experiment: Experiment, place: int) -> Combination | None:
    """What promises most by the trials so far; None where all combinations were tried."""
    told = [trial for trial in experiment.of("search") if trial.state != "waiting"]
    if len(told) < NUM_SPREAD:
        return even_combination(experiment, place)
    # imported here: it takes a second, and no other search needs it
    import optuna
    from optuna.samplers import TPESampler

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    question = experiment.question
    seeds = random.Random(f"{experiment.id}/{place}")
    # parallel trials are counted as bad ones, so that not all of them try the same
    sampler = TPESampler(n_startup_trials=0, constant_liar=True, seed=seeds.randrange(2**31))
    study = optuna.create_study(
        sampler=sampler, direction="maximize" if question.is_higher_better else "minimize")
    study.add_trials([_told(experiment, trial) for trial in told])
    distributions = {setting.key: _distribution(setting) for setting in question.settings}

    def ask() -> Combination:
        asked = study.ask(dict(distributions))
        return tuple(_value(setting, asked.params[setting.key]) for setting in question.settings)
    return untried(experiment, place, ask, TRIES)


def _told(experiment: Experiment, trial: Trial) -> "FrozenTrial":
    """A trial as Optuna has it: of several seeds the mean, of a failed one the worst there is."""
    from optuna.trial import FrozenTrial, TrialState

    measure = experiment.question.measure
    params, distributions = {}, {}
    for setting, tried in zip(experiment.question.settings, combination_of(experiment, trial),
                              strict=True):
        if (known := _known(setting, tried)) is not None:
            params[setting.key], distributions[setting.key] = known
    values = list(trial.values(measure).values())
    value: float | None = sum(values) / len(values) if values else None
    state = TrialState.COMPLETE
    pruned: dict[int, float] = {}
    if trial.state == "pruned":
        state, value = TrialState.PRUNED, None
        so_far = [(run.pruned_at or len(run.epochs), found) for run in trial.runs
                  if (found := run.value_so_far(measure)) is not None]
        if so_far:
            pruned = {min(epoch for epoch, _ in so_far): sum(found for _, found in so_far)
                      / len(so_far)}
    elif trial.state == "failed":
        value = -math.inf if experiment.question.is_higher_better else math.inf
    elif value is None:
        state = TrialState.RUNNING
    return FrozenTrial(
        number=trial.number - 1, trial_id=trial.number - 1, state=state, value=value,
        datetime_start=_BEGAN, datetime_complete=None if state == TrialState.RUNNING else _BEGAN,
        params=params, distributions=distributions, user_attrs={}, system_attrs={},
        intermediate_values=pruned)


def _known(setting: Setting, value: Scalar) -> "tuple[Any, BaseDistribution] | None":
    """A value as Optuna has it, and of what; None where it tells nothing about what is asked now.

    A number may lie outside of the range that is asked for now.
    """
    if setting.range is None:
        values = setting.values or ()
        return (values.index(value), _distribution(setting)) if value in values else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if setting.log and value <= 0:
        return None
    return value, _distribution(setting, value)


def _distribution(setting: Setting, value: float | None = None) -> "BaseDistribution":
    """What may be tried; wide enough for a ``value`` of before the range was changed."""
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if setting.range is None:
        # by their places: Optuna takes 1 and True for the same
        return CategoricalDistribution(tuple(range(len(setting.values or ()))))
    low, high = setting.range
    low, high = (low, high) if value is None else (min(low, value), max(high, value))
    if setting.is_whole:
        return IntDistribution(int(low), int(high), log=setting.log)
    return FloatDistribution(low, high, log=setting.log)


def _value(setting: Setting, asked: Any) -> Scalar:
    if setting.values is not None:
        return setting.values[int(asked)]
    assert setting.range
    low, high = setting.range
    return int(asked) if setting.is_whole else rounded(float(asked), low, high)

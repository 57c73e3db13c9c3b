"""Successive halving, against Optuna's where the two should agree."""

import random
from collections import defaultdict

import optuna
import pytest
from optuna.pruners import SuccessiveHalvingPruner

from mnist_core.experiments.halving import goes_on, next_rung, rungs
from mnist_core.experiments.question import Halving


def test_runs_are_judged_after_epochs_that_grow_by_the_factor() -> None:
    halving = Halving(first_epoch=1, factor=3)
    assert rungs(halving, 15) == [1, 3, 9]
    assert rungs(halving, 9) == [1, 3], "one that is over is not stopped"
    assert next_rung(halving, 15, passed=0, epochs_done=5) == 1
    assert next_rung(halving, 15, passed=1, epochs_done=5) == 3
    assert next_rung(halving, 15, passed=3, epochs_done=5) is None


@pytest.mark.parametrize("is_higher_better", [True, False])
@pytest.mark.parametrize("factor", [2, 3, 4])
def test_the_same_runs_go_on_as_with_optuna(factor: int, is_higher_better: bool) -> None:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    halving = Halving(first_epoch=1, factor=factor)
    study = optuna.create_study(
        direction="maximize" if is_higher_better else "minimize",
        pruner=SuccessiveHalvingPruner(min_resource=1, reduction_factor=factor))
    chance = random.Random(factor)
    came: defaultdict[int, list[float]] = defaultdict(list)
    num_pruned = 0
    for _ in range(40):
        trial = study.ask()
        for epoch in range(1, 16):
            value = round(90 + 8 * chance.random(), 1)
            trial.report(value, epoch)
            should_prune = trial.should_prune()
            if epoch in rungs(halving, 16):
                lives = goes_on(value, came[epoch], factor, is_higher_better=is_higher_better)
                came[epoch].append(value)
                assert lives is not should_prune
            if should_prune:
                num_pruned += 1
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                break
        else:
            study.tell(trial, 1.0)
    assert 10 < num_pruned < 40


def test_what_diverged_never_goes_on_and_counts_as_having_come_so_far() -> None:
    assert not goes_on(None, [1.0], 2, is_higher_better=True)
    assert goes_on(90.0, [None, 95.0, None], 2, is_higher_better=True)
    assert not goes_on(90.0, [95.0], 2, is_higher_better=True)

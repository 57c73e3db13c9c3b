"""The next trial follows from the experiment alone: nothing is tried twice, nothing is lost."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mnist_core.base.validation import checked
from mnist_core.experiments.experiment import Experiment, RunState, Trial, TrialRun
from mnist_core.experiments.question import Overrides, Question
from mnist_core.experiments.search.search import next_overrides, num_planned, used_up
from mnist_core.ladders import find_step
from mnist_core.training.epoch_record import EpochRecord

RECIPE = find_step("strategy-4").recipe
LR = {"key": "lr", "low": 0.001, "high": 1, "log": True}
ROTATIONS = {"key": "rotation", "values": ["none", 5, 10]}
LAYERS = {"key": "layers", "values": [
    "conv3x3(8,s2) relu gap conv1x1(10) flatten", "conv3x3(8) relu gap conv1x1(10) flatten"]}
SEARCHES = ("random", "quasi-random", "tpe")
each_search = pytest.mark.parametrize("search", SEARCHES)
Value = Callable[[Overrides], float | None]


def experiment_of(*settings: dict[str, Any], number: int = 1, **given: Any) -> Experiment:
    return Experiment(id=number, name="", step_id=None, recipe=RECIPE, state="running", created=0,
                      question=checked(Question, {"settings": settings, **given}))


def tell(experiment: Experiment, overrides: Overrides, value: float | None,
         state: RunState = "finished") -> Experiment:
    number = len(experiment.trials) + 1
    epochs = () if value is None else (EpochRecord(
        epoch=1, train_loss=1, train_accuracy=90, test_loss=1, test_accuracy=90, seconds=1,
        held_out_loss=1, held_out_accuracy=value),)
    run = TrialRun(seed=1, run_id=number, state=state, epochs=epochs)
    return replace(experiment, trials=(*experiment.trials, Trial(
        number=number, overrides=overrides, runs=(run,))))


def searched(experiment: Experiment, value: Value) -> Experiment:
    """To its end; None is of a run that failed."""
    while (overrides := next_overrides(experiment)) is not None:
        found = value(overrides)
        experiment = tell(experiment, overrides, found, "failed" if found is None else "finished")
    return experiment


def best_at_a_twentieth(overrides: Overrides) -> float | None:
    lr = overrides["optimiser.lr"]
    assert isinstance(lr, float)
    return 99 - abs(math.log10(lr) + 1.3) - (0 if overrides.get("rotation") == 5 else 0.3)


@each_search
def test_the_next_trial_is_the_same_for_whoever_asks(search: str) -> None:
    experiment = experiment_of(LR, ROTATIONS, search=search, num_trials=13)
    trials = searched(experiment, best_at_a_twentieth).trials
    assert trials == searched(experiment, best_at_a_twentieth).trials
    assert trials != searched(replace(experiment, id=2), best_at_a_twentieth).trials
    assert len(trials) == 13
    for trial in trials:
        assert 0.001 <= float(trial.overrides["optimiser.lr"] or 0) <= 1
        assert trial.overrides["rotation"] in (None, 5, 10)


@each_search
def test_no_combination_is_tried_twice_and_a_space_that_is_used_up_is_said(search: str) -> None:
    experiment = searched(experiment_of(
        ROTATIONS, LAYERS, {"key": "batch_size", "low": 64, "high": 65}, search=search,
        num_trials=20), lambda overrides: 90.0 + float(overrides["batch_size"] or 0) / 100)
    tried = [tuple(trial.overrides.values()) for trial in experiment.trials]
    assert len(set(tried)) == len(tried) == 12
    assert "All 12 combinations of these values were tried" in (used_up(experiment) or "")
    assert num_planned(experiment) == 12


def test_quasi_random_trials_leave_no_large_gap() -> None:
    experiment = searched(experiment_of(
        {"key": "dropout", "low": 0, "high": 0.5}, search="quasi-random", num_trials=32),
        lambda _: 90.0)
    found = sorted(float(trial.overrides["dropout"] or 0) for trial in experiment.trials)
    assert max(b - a for a, b in zip([0.0, *found], [*found, 0.5], strict=True)) < 2 * 0.5 / 32


def test_tpe_finds_more_than_chance_does() -> None:
    def best(search: str) -> float:
        return sum(max(best_at_a_twentieth(trial.overrides) or 0 for trial in searched(
            experiment_of(LR, ROTATIONS, number=number, search=search, num_trials=20),
            best_at_a_twentieth).trials) for number in (1, 2, 3))
    assert best("tpe") > best("random")


def test_tpe_keeps_away_from_where_runs_fail() -> None:
    def diverges_above(overrides: Overrides) -> float | None:
        lr = math.log10(float(overrides["optimiser.lr"] or 1))
        return None if lr > -1.5 else 99 - abs(lr + 2.5)
    experiment = searched(experiment_of(LR, search="tpe", num_trials=30), diverges_above)
    states = [trial.state for trial in experiment.trials]
    assert states[:10].count("failed") > states[20:].count("failed")
    assert len(experiment.trials) == 30, "failed ones stay"


def test_a_wider_question_keeps_all_trials_inside_and_outside_and_without_a_setting() -> None:
    experiment = searched(experiment_of(LR, search="tpe", num_trials=11), best_at_a_twentieth)
    wider = checked(Question, {
        "settings": [{"key": "lr", "low": 0.01, "high": 10, "log": True}, ROTATIONS],
        "search": "tpe", "num_trials": 14})
    went_on = searched(replace(experiment, question=wider), best_at_a_twentieth)
    assert went_on.trials[:11] == experiment.trials
    assert len(went_on.trials) == 14
    assert all(trial.overrides.keys() == {"optimiser.lr", "rotation"}
               for trial in went_on.trials[11:])


def test_a_wider_grid_makes_only_what_is_new() -> None:
    def grid(*values: float, more: bool = False) -> Question:
        settings: list[dict[str, Any]] = [{"key": "dropout", "values": values}]
        return checked(Question, {"settings": settings + [ROTATIONS] * more})
    experiment = experiment_of({"key": "dropout", "values": [0, 0.1]})
    experiment = searched(experiment, lambda _: 90.0)
    experiment = searched(replace(experiment, question=grid(0.1, 0.2)), lambda _: 90.0)
    assert [trial.overrides for trial in experiment.trials] == [
        {"dropout": 0}, {"dropout": 0.1}, {"dropout": 0.2}]
    # what had no rotation setting had the recipe's, 6 degrees, which is none of these
    assert num_planned(replace(experiment, question=grid(0.1, more=True))) == 6


def test_trials_that_train_are_no_reason_to_try_the_same() -> None:
    experiment = searched(experiment_of(LR, search="tpe", num_trials=12), best_at_a_twentieth)
    experiment = replace(experiment, question=experiment.question.model_copy(
        update={"num_trials": 20}))
    tried = set()
    for _ in range(8):
        overrides = next_overrides(experiment)
        assert overrides is not None
        tried.add(overrides["optimiser.lr"])
        experiment = tell(experiment, overrides, None, "running")
    assert len(tried) == 8

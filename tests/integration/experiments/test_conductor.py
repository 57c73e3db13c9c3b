"""The conductor: trials are made one by one, each run once, whatever comes between."""

import pytest

from mnist_core.runs.experiments.experiments import read_experiment
from mnist_core.runs.experiments.verbs import ask
from tests.integration.experiments.lab_of_experiments import GRID, begin, conduct, conductor_of
from tests.integration.runs_lab import Lab, either_database


@either_database
def test_a_grid_is_trained_with_each_seed_a_few_runs_at_a_time(lab: Lab) -> None:
    store = lab.store
    experiment, conductor = begin(store), conductor_of(store)
    for _ in range(3):
        conductor.step()
    assert len(store.runs()) == 2, "a person's own run would not wait behind all of them"
    experiment = conduct(store, experiment)
    assert [trial.overrides for trial in experiment.trials] == [
        {"optimiser.lr": lr} for lr in (0.01, 0.05, 0.1)]
    assert {trial.state for trial in experiment.trials} == {"finished"}
    assert len(store.runs()) == 6
    assert {run.made_for for run in store.runs()} == {"experiment/1"}
    assert all(len(trial.values("held_out_accuracy")) == 2 for trial in experiment.trials)
    assert store.run(1).name == "Experiment 1: learning rate 0.01, seed 1"


def test_an_equal_recipe_that_was_trained_counts(lab: Lab) -> None:
    first = conduct(lab.store, begin(lab.store))
    second = conduct(lab.store, begin(lab.store, {**GRID, "seeds": [2, 3]}))
    assert len(lab.store.runs()) == 9
    was_there = {(run.seed, run.was_there) for trial in second.trials for run in trial.runs}
    assert was_there == {(2, True), (3, False)}
    assert first.trials[0].runs[1].run_id == second.trials[0].runs[0].run_id


def test_a_paused_experiment_takes_back_what_waits_and_goes_on(lab: Lab) -> None:
    experiment, conductor = begin(lab.store), conductor_of(lab.store)
    conductor.step()
    ask(lab.store, experiment.id, "pause")
    conductor.step()
    assert lab.store.runs() == []
    with pytest.raises(ValueError, match="is paused; it cannot pause"):
        ask(lab.store, experiment.id, "pause")
    ask(lab.store, experiment.id, "resume")
    assert conduct(lab.store, experiment).state == "finished"


def test_what_cannot_be_queued_now_is_said_and_tried_again(lab: Lab) -> None:
    refusal = "No room."

    def door(*_: object) -> None:
        if refusal:
            raise ValueError(refusal)
    experiment, conductor = begin(lab.store), conductor_of(lab.store, door)
    conductor.step()
    assert read_experiment(lab.store, experiment.id).problem == "No room."
    refusal = ""
    conductor.step()
    assert read_experiment(lab.store, experiment.id).problem is None
    assert len(lab.store.runs()) == 2

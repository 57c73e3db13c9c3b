"""What is asked of experiments: wider questions, confirmations, pruned and lost runs, the end."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.base.validation import checked
from mnist_core.experiments.question import Question
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.tables.runs import CommandRow
from mnist_core.runs.experiments.conductor import Conductor
from mnist_core.runs.experiments.experiments import read_experiment, read_experiments
from mnist_core.runs.experiments.more import ask_more, confirm
from mnist_core.runs.experiments.verbs import ask, delete_experiment, train_trial
from mnist_core.runs.records.deleted import delete_runs, purge
from mnist_core.runs.records.store import Store
from tests.integration.experiments.lab_of_experiments import (
    GRID,
    begin,
    best_in_the_middle,
    conduct,
    conductor_of,
)
from tests.integration.runs_lab import Lab
from tests.pretended_training import begin as begin_run
from tests.pretended_training import end, running, tell_epoch, train_all


def question(**given: Any) -> Question:
    return checked(Question, {"held_out": 100, **GRID, **given})


def test_a_wider_question_keeps_what_was_made(lab: Lab) -> None:
    store, experiment = lab.store, conduct(lab.store, begin(lab.store))
    before = {run.id for run in store.runs()}
    ask_more(store, experiment.id, question(
        settings=[{"key": "lr", "values": [0.05, 0.1, 0.2]}], seeds=[1, 2, 3]))
    experiment = conduct(store, experiment)
    assert [trial.overrides["optimiser.lr"] for trial in experiment.trials] == [
        0.01, 0.05, 0.1, 0.2]
    assert all(trial.state == "finished" and len(trial.runs) == 3 for trial in experiment.trials)
    assert len({run.id for run in store.runs()} - before) == 3 + 3
    with pytest.raises(ValueError, match="judged by another measure"):
        ask_more(store, experiment.id, question(measure="held_out_loss"))


def test_the_winner_is_confirmed_with_fresh_seeds_beside_what_it_is_held_against(lab: Lab
                                                                                 ) -> None:
    experiment = begin(lab.store, optimiser={"kind": "sgd", "lr": 0.1})
    with pytest.raises(ValueError, match="no trial yet that was trained to its end"):
        confirm(lab.store, experiment.id)
    conduct(lab.store, experiment)
    confirm(lab.store, experiment.id)
    experiment = conduct(lab.store, experiment)
    won, base = experiment.of("confirmation")
    assert won.overrides == {"optimiser.lr": 0.05}
    assert base.overrides == {"optimiser.lr": 0.1}, "as the recipe has it"
    for trial in (won, base):
        assert [run.seed for run in trial.runs] == [3, 4, 5]
        assert trial.state == "finished"
    assert len(experiment.of("search")) == 3, "it makes no trial of the search more"


def test_successive_halving_stops_runs_and_loses_none(lab: Lab) -> None:
    store = lab.store
    experiment = begin(store, {"settings": [{"key": "lr", "values": [0.05, 0.01, 0.09]}],
                               "seeds": [1], "halving": {"first_epoch": 1, "factor": 2}}, epochs=4)
    conductor, worker = conductor_of(store), Pretended(store)
    while conductor.step():
        worker.train_an_epoch(conductor)
    good, middle, bad = read_experiment(store, experiment.id).trials
    assert (good.state, middle.state, bad.state) == ("finished", "pruned", "pruned")
    stopped, = bad.runs
    assert (stopped.pruned_at, len(stopped.epochs)) == (1, 1)
    assert stopped.value_so_far("held_out_accuracy") is not None, "it is shown as it was"

    train_trial(store, experiment.id, bad.number)
    while conductor.step():
        worker.train_an_epoch(conductor)
    ended, = read_experiment(store, experiment.id).trials[bad.number - 1].runs
    assert (ended.state, ended.run_id, len(ended.epochs)) == ("finished", stopped.run_id, 4)
    assert ended.pruned_at is None


class Pretended:
    """A worker that trains all runs of the queue, epoch by epoch, and hears when to stop."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def train_an_epoch(self, conductor: Conductor) -> None:
        for run_id in self._store.queued():
            begin_run(self._store, run_id)
        for run in reversed(running(self._store)):
            tell_epoch(self._store, run.id, best_in_the_middle(run.recipe)[0])
            conductor.step()
            if asked_to_stop(self._store, run.id):
                end(self._store, run.id, "stopped")
            elif self._store.run(run.id).epochs_done == run.num_epochs:
                end(self._store, run.id)


def asked_to_stop(store: Store, run_id: int) -> bool:
    with Session(store.engine) as session:
        return "stop" in session.scalars(select(CommandRow.verb).where(
            CommandRow.run_id == run_id)).all()


def test_what_somebody_deleted_is_missing_until_it_is_asked_for_again(lab: Lab) -> None:
    store, experiment = lab.store, conduct(lab.store, begin(lab.store))
    gone = experiment.trials[0].runs[0].run_id
    assert gone is not None
    delete_runs(store, [gone])
    assert read_experiment(store, experiment.id).trials[0].runs[0].state == "missing"
    purge(store, older_than_seconds=0)
    ask(store, experiment.id, "resume")
    experiment = conduct(store, experiment)
    assert experiment.trials[0].runs[0].state == "missing", "nothing is trained that nobody wants"
    ask(store, experiment.id, "again")
    run = conduct(store, experiment).trials[0].runs[0]
    assert (run.state, run.run_id != gone) == ("finished", True)


def test_a_failed_run_is_shown_and_goes_on_when_it_is_asked_to(lab: Lab) -> None:
    def fails(recipe: Recipe) -> list[float] | None:
        return None if recipe.optimiser.lr == 0.1 else best_in_the_middle(recipe)
    store, experiment = lab.store, conduct(lab.store, begin(lab.store), fails)
    failed = experiment.trials[2]
    assert failed.state == "failed"
    assert {run.error for run in failed.runs} == {"The training diverged."}
    with pytest.raises(ValueError, match="Trial 1 is finished; there is nothing to train again"):
        train_trial(store, experiment.id, 1)
    train_trial(store, experiment.id, failed.number)
    again = conduct(store, experiment).trials[2]
    assert (again.state, [run.run_id for run in again.runs]) == (
        "finished", [run.run_id for run in failed.runs])


def test_settings_that_do_not_go_together_fail_in_a_sentence_and_hold_nothing_up(lab: Lab
                                                                                 ) -> None:
    experiment = conduct(lab.store, begin(lab.store, {"seeds": [1], "settings": [
        {"key": "optimiser.kind", "values": ["sgd", "adam"]},
        {"key": "momentum", "values": [0.5]}]}))
    assert [trial.state for trial in experiment.trials] == ["finished", "failed"]
    assert "the optimiser adam has no momentum" in (experiment.trials[1].runs[0].error or "")


def test_a_deleted_experiment_leaves_its_runs_but_those_that_never_began(lab: Lab) -> None:
    store, experiment = lab.store, begin(lab.store)
    conductor = conductor_of(store)
    conductor.step()
    trained, = train_all(store, best_in_the_middle, limit=1)
    delete_experiment(store, experiment.id)
    assert [run.id for run in store.runs()] == [trained.id]
    assert read_experiments(store) == []
    with pytest.raises(ValueError, match="There is no experiment 1"):
        ask(store, experiment.id, "resume")
    assert not conductor.step()


def test_a_stopped_experiment_stops_what_trains_and_goes_on_with_it(lab: Lab) -> None:
    store, experiment = lab.store, begin(lab.store)
    conductor_of(store).step()
    first, = store.queued(1)
    begin_run(store, first)
    ask(store, experiment.id, "stop")
    assert asked_to_stop(store, first)
    end(store, first, "stopped")
    assert read_experiment(store, experiment.id).state == "stopped"
    ask(store, experiment.id, "resume")
    experiment = conduct(store, experiment)
    assert experiment.trials[0].runs[0].run_id == first
    assert {trial.state for trial in experiment.trials} == {"finished"}

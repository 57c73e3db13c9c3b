"""Writing trials and their runs down: each once, however many servers would at that moment."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from mnist_core.experiments.experiment import Experiment, Purpose
from mnist_core.experiments.question import Overrides
from mnist_core.experiments.words import trial_words
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.experiments import ExperimentRow, TrialRow, TrialRunRow
from mnist_core.runs.experiments.open_runs import OpenRun
from mnist_core.runs.records.equal_run import equal_run
from mnist_core.runs.records.new_run import new_run
from mnist_core.runs.records.store import Store
from mnist_core.runs.turns.queue_order import alone_at_the_queue

LOCK = 0x6D6E69737465
"""Whoever changes experiments of one database waits for it; any number that nothing else uses."""
EQUAL = ("running", "queued", "finished")
"""States of an equal run that will come to its figures by itself, or has."""


def made_for(experiment_id: int) -> str:
    """What ``Run.made_for`` says of its runs."""
    return f"experiment/{experiment_id}"


@contextmanager
def experiment_transaction(engine: Engine) -> Iterator[Session]:
    """A transaction beside which no other server changes an experiment."""
    with alone_at_the_queue(engine, LOCK) as session:
        yield session


def change_experiment(session: Session, experiment_id: int, *states: str, **values: object) -> bool:
    """Change an experiment that is in one of these states; False where it is in none."""
    return hits(session, update(ExperimentRow).where(
        ExperimentRow.id == experiment_id, *([ExperimentRow.state.in_(states)] if states else []))
        .values(num_changes=ExperimentRow.num_changes + 1, **values))


def add_trial(session: Session, experiment_id: int, overrides: Overrides, seeds: Iterable[int],
              purpose: Purpose = "search") -> int:
    """Write a trial down with a run to be made for each seed; its number."""
    number = 1 + (session.scalar(select(func.max(TrialRow.number)).where(
        TrialRow.experiment == experiment_id)) or 0)
    session.add(TrialRow(experiment=experiment_id, number=number, purpose=purpose,
                         overrides=json.dumps(dict(overrides)), created=time.time()))
    session.flush()
    session.add_all(TrialRunRow(experiment=experiment_id, trial=number, seed=seed)
                    for seed in seeds)
    return number


def make_next_trial(store: Store, experiment: Experiment, overrides: Overrides) -> bool:
    """Write the next trial down; False where somebody was quicker, or it makes none any more."""
    with experiment_transaction(store.engine) as session:
        known = session.scalar(select(func.count()).where(
            TrialRow.experiment == experiment.id))
        if known != len(experiment.trials) or not change_experiment(
                session, experiment.id, "running"):
            return False
        add_trial(session, experiment.id, overrides, experiment.question.seeds)
        session.commit()
        return True


def make_run(store: Store, experiment: Experiment, overrides: Overrides, run: OpenRun,
             recipe: Recipe, source: str | None) -> bool:
    """Queue the run of a trial, or take an equal one that is there; whether it was queued."""
    with experiment_transaction(store.engine) as session:
        row = session.get(TrialRunRow, (experiment.id, run.trial, run.seed))
        # somebody was quicker
        if row is None or row.is_made or row.problem or not change_experiment(
                session, experiment.id, "running", problem=None):
            return False
        there = equal_run(store, recipe, source, EQUAL, owner=experiment.owner)
        if there is None:
            made = new_run(recipe, step_id=experiment.step_id, owner=experiment.owner,
                           made_for=made_for(experiment.id),
                           name=run_name(experiment, overrides, run.seed))
            session.add(made)
            session.flush()
            row.run_id = made.id
        else:
            row.run_id = there.id
        row.is_made, row.was_there = True, there is not None
        session.commit()
        return there is None


def mark_impossible(store: Store, experiment_id: int, run: OpenRun, problem: str) -> None:
    """Its settings do not go together, so there will be no such run."""
    with experiment_transaction(store.engine) as session:
        row = session.get(TrialRunRow, (experiment_id, run.trial, run.seed))
        if row and change_experiment(session, experiment_id):
            row.problem = problem
            session.commit()


def run_name(experiment: Experiment, overrides: Overrides, seed: int) -> str:
    """``Is dropout worth it: dropout 0.05, seed 2``."""
    return f"{title_of(experiment)}: {trial_words(overrides, experiment.recipe)}, seed {seed}"


def title_of(experiment: Experiment) -> str:
    return experiment.name or f"Experiment {experiment.id}"

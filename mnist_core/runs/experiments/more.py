"""Asking more of an experiment: a wider question, and whether its winner holds on fresh seeds."""

from sqlalchemy import func, select

from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.question import MAX_SEEDS, Overrides, Question
from mnist_core.experiments.results import anchor_trial, best_trial
from mnist_core.runs.database.tables.experiments import TrialRow, TrialRunRow
from mnist_core.runs.experiments.experiments import (
    experiment_of,
    experiment_row,
    read_experiment,
    read_trials,
)
from mnist_core.runs.experiments.making import add_trial, change_experiment, experiment_transaction
from mnist_core.runs.records.store import Store

FEWEST_FRESH_SEEDS = 3
_LARGEST_SEED = 2**31 - 1


def ask_more(store: Store, experiment_id: int, question: Question) -> Experiment:
    """Go on with a wider question: nothing that was made is made anew.

    Raises:
        ValueError: it would judge the trials by something else, or cannot be trained.
    """
    with experiment_transaction(store.engine) as session:
        row = experiment_row(session, experiment_id)
        experiment = experiment_of(row, read_trials(session, experiment_id, epochs=False))
        before = experiment.question
        if (question.measure, question.held_out) != (before.measure, before.held_out):
            raise ValueError("The trials that are there were judged by another measure or on other "
                             "held-out digits; begin a new experiment for that.")
        question.check(experiment.recipe)
        row.question = question.model_dump_json()
        session.flush()
        for trial in experiment.of("search"):
            there = {run.seed for run in trial.runs}
            session.add_all(TrialRunRow(experiment=experiment_id, trial=trial.number, seed=seed)
                            for seed in question.seeds if seed not in there)
        change_experiment(session, experiment_id, state="running", problem=None, finished=None)
        session.commit()
    return read_experiment(store, experiment_id)


def confirm(store: Store, experiment_id: int, num_seeds: int | None = None) -> Experiment:
    """Train the best trial anew, and what it is held against, both with the same fresh seeds.

    Raises:
        ValueError: no trial is trained to its end, or ``num_seeds`` is not allowed.
    """
    experiment = read_experiment(store, experiment_id)
    seeds = fresh_seeds(experiment, num_seeds)
    pair = to_confirm(experiment)
    with experiment_transaction(store.engine) as session:
        num = session.scalar(select(func.count()).where(TrialRow.experiment == experiment_id))
        if num != len(experiment.trials):
            raise ValueError(f"Experiment {experiment_id} has just got another trial; ask again.")
        for overrides in pair:
            add_trial(session, experiment_id, overrides, seeds, "confirmation")
        change_experiment(session, experiment_id, state="running", problem=None, finished=None)
        session.commit()
    return read_experiment(store, experiment_id)


def to_confirm(experiment: Experiment) -> list[Overrides]:
    """The settings of the best trial, and of the one that it is held against, if that is another.

    Raises:
        ValueError: no trial is trained to its end.
    """
    best, anchor = best_trial(experiment), anchor_trial(experiment)
    if best is None:
        raise ValueError(f"Experiment {experiment.id} has no trial yet that was trained to its end "
                         "with all its seeds; wait for one.")
    against: Overrides = anchor.overrides if anchor else {}
    is_same = anchor is not None and anchor.number == best.number
    return [best.overrides] if is_same or not best.overrides else [best.overrides, against]


def fresh_seeds(experiment: Experiment, num_seeds: int | None = None) -> tuple[int, ...]:
    """Seeds that no trial has had: as many as the search had, and three at the least.

    Raises:
        ValueError: ``num_seeds`` is not allowed.
    """
    num = num_seeds or max(FEWEST_FRESH_SEEDS, len(experiment.question.seeds))
    if not 1 <= num <= MAX_SEEDS:
        raise ValueError(f"A confirmation has 1 to {MAX_SEEDS} seeds, not {num}.")
    used = {run.seed for trial in experiment.trials for run in trial.runs}
    found: list[int] = []
    seed = max(used, default=0)
    while len(found) < num:
        # beyond the largest that a recipe takes it begins below
        seed = seed + 1 if seed < _LARGEST_SEED else 0
        if seed not in used:
            found.append(seed)
    return tuple(found)

"""What people ask of an experiment: to rest, to go on, to train something again."""

import logging
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from sqlalchemy import delete, update

from mnist_core.base.validation import one_of
from mnist_core.experiments.experiment import Experiment
from mnist_core.runs.database.tables.experiments import ExperimentRow, TrialRunRow
from mnist_core.runs.experiments.experiments import MAX_NAME, experiment_row, read_experiment
from mnist_core.runs.experiments.making import change_experiment, experiment_transaction
from mnist_core.runs.experiments.own_runs import stop, training, withdraw
from mnist_core.runs.records.store import Store

Verb = Literal["pause", "resume", "stop", "again"]
VERBS: tuple[Verb, ...] = get_args(Verb)
TO_THE_END = 2**31 - 1
"""After no epoch successive halving judges a run any more."""
_ALLOWED: dict[str, tuple[str, ...]] = {
    "pause": ("running",), "stop": ("running", "paused"),
    "resume": ("paused", "stopped", "finished", "running"),
    "again": ("paused", "stopped", "finished", "running")}
_AFTER = {"pause": "paused", "stop": "stopped", "resume": "running", "again": "running"}
_NOT_MADE: Mapping[str, object] = {"run_id": None, "is_made": False, "was_there": False,
                                   "problem": None, "pruned_at": None}
"""Of a run that its conductor is to make anew."""
_CAME_TO_NOTHING = ("stopped", "interrupted", "failed", "missing")
_log = logging.getLogger(__name__)


def ask(store: Store, experiment_id: int, verb: str) -> Experiment:
    """Pause an experiment (what trains is trained to its end), stop it (what trains stops, too),
    resume it, or train again what failed, was interrupted, stopped or deleted.

    Raises:
        ValueError: there is none, or its state does not allow this.
    """
    if verb not in VERBS:
        raise ValueError(one_of("verb", verb, VERBS))
    with experiment_transaction(store.engine) as session:
        state = experiment_row(session, experiment_id).state
        if not change_experiment(session, experiment_id, *_ALLOWED[verb], state=_AFTER[verb],
                                 problem=None, finished=None):
            raise ValueError(f"Experiment {experiment_id} is {state}; it cannot {verb}.")
        rest = withdraw(session, experiment_id) if verb in ("pause", "stop") else []
        if verb == "stop":
            rest += training(session, experiment_id)
        session.commit()
    _log.info("experiment %d: asked to %s", experiment_id, verb)
    if verb in ("pause", "stop"):
        stop(store, rest)
    elif verb == "resume":
        _go_on(store, experiment_id, states=("stopped", "interrupted"))
    else:
        _go_on(store, experiment_id, states=_CAME_TO_NOTHING)
    return read_experiment(store, experiment_id)


def train_trial(store: Store, experiment_id: int, number: int) -> Experiment:
    """Train a trial to its end that was pruned, and again what failed, was interrupted, stopped or
    deleted of it.

    Raises:
        ValueError: there is no such trial, or nothing of it is to be trained.
    """
    experiment = read_experiment(store, experiment_id, epochs=False)
    trial = next((one for one in experiment.trials if one.number == number), None)
    if trial is None:
        raise ValueError(f"Experiment {experiment_id} has no trial {number}.")
    if not any(run.state in ("pruned", *_CAME_TO_NOTHING) for run in trial.runs):
        raise ValueError(f"Trial {number} is {trial.state}; there is nothing to train again.")
    with experiment_transaction(store.engine) as session:
        change_experiment(session, experiment_id, state="running", problem=None, finished=None)
        session.commit()
    _go_on(store, experiment_id, trial=number, states=("pruned", *_CAME_TO_NOTHING))
    return read_experiment(store, experiment_id)


def rename(store: Store, experiment_id: int, name: str) -> None:
    with experiment_transaction(store.engine) as session:
        change_experiment(session, experiment_id, name=name.strip()[:MAX_NAME])
        session.commit()


def delete_experiment(store: Store, experiment_id: int) -> None:
    """Remove an experiment; its runs stay, but for those that have not begun.

    Raises:
        ValueError: there is none.
    """
    with experiment_transaction(store.engine) as session:
        experiment_row(session, experiment_id)
        rest = withdraw(session, experiment_id)
        going_on = training(session, experiment_id)
        session.execute(delete(ExperimentRow).where(ExperimentRow.id == experiment_id))
        session.commit()
    stop(store, [*rest, *going_on])
    _log.info("experiment %d: deleted", experiment_id)


def _go_on(store: Store, experiment_id: int, *, states: Sequence[str],
           trial: int | None = None) -> None:
    """Let runs in these states go on, or have them made anew where there is nothing to go on with.

    Raises:
        ValueError: none of them can, and why not.
    """
    refused: list[ValueError] = []
    num_asked = 0
    for one in read_experiment(store, experiment_id, epochs=False).trials:
        for run in one.runs if trial in (None, one.number) else ():
            if run.state not in states:
                continue
            try:
                if run.run_id is None or run.state == "missing" or run.was_there:
                    # somebody else's is left as it is
                    values = _NOT_MADE
                else:
                    store.requeue(run.run_id)
                    values = {"pruned_at": None,
                              **({"passed": TO_THE_END} if run.state == "pruned" else {})}
                _change_run(store, experiment_id, one.number, run.seed, values)
                num_asked += 1
            except ValueError as error:
                refused.append(error)
    if refused and not num_asked:
        raise refused[0]


def _change_run(store: Store, experiment_id: int, trial: int, seed: int,
                values: Mapping[str, object]) -> None:
    with experiment_transaction(store.engine) as session:
        session.execute(update(TrialRunRow).where(
            TrialRunRow.experiment == experiment_id, TrialRunRow.trial == trial,
            TrialRunRow.seed == seed).values(values))
        change_experiment(session, experiment_id)
        session.commit()

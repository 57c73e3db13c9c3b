"""Experiments as the database keeps them: made, and read with all that their runs came to."""

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.experiments.experiment import Experiment, Purpose, RunState, State, Trial, TrialRun
from mnist_core.experiments.question import Question
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.runs.database.row_number import is_row_number
from mnist_core.runs.database.run import DELETED
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.experiments import ExperimentRow, TrialRow, TrialRunRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.clock import Now, read_now
from mnist_core.runs.lease.lease import is_held
from mnist_core.runs.records.store import Store
from mnist_core.training.epoch_record import EpochRecord

MAX_NAME = 80
_EPOCH_FIELDS = tuple(EpochRecord.__dataclass_fields__)
_IN_ONE_QUERY = 5_000


def create_experiment(store: Store, question: Question, recipe: Recipe, *,
                      step_id: str | None = None, name: str = "",
                      owner: int | None = None) -> Experiment:
    """Record a new experiment; whoever conducts experiments then makes its trials.

    Raises:
        ValueError: something that it asks for cannot be trained.
    """
    question.check(recipe)
    row = ExperimentRow(name=name.strip()[:MAX_NAME], step_id=step_id, recipe=recipe.to_json(),
                        question=question.model_dump_json(), state="running", created=time.time(),
                        owner=owner)
    with Session(store.engine) as session:
        session.add(row)
        session.commit()
        return experiment_of(row)


def read_experiment(store: Store, experiment_id: int, *, epochs: bool = True) -> Experiment:
    """One experiment, with its trials and their runs; without their ``epochs`` it is read sooner.

    Raises:
        ValueError: there is none with this number.
    """
    with Session(store.engine) as session:
        row = experiment_row(session, experiment_id)
        return experiment_of(row, read_trials(session, experiment_id, epochs=epochs))


def experiment_row(session: Session, experiment_id: int) -> ExperimentRow:
    """Raises:
        ValueError: there is none with this number.
    """
    row = session.get(ExperimentRow, experiment_id) if is_row_number(experiment_id) else None
    if row is None:
        raise ValueError(f"There is no experiment {experiment_id}; `python -m mnist_core "
                         "sweeps` lists them all.")
    return row


def read_experiments(store: Store) -> list[Experiment]:
    """All of them, the newest first, without their trials."""
    with Session(store.engine) as session:
        return [experiment_of(row) for row in session.scalars(
            select(ExperimentRow).order_by(ExperimentRow.id.desc()))]


def read_trials(session: Session, experiment_id: int, *, epochs: bool = True
                ) -> tuple[Trial, ...]:
    """The trials of an experiment in their order, with three queries however many there are."""
    trials = session.scalars(select(TrialRow).where(TrialRow.experiment == experiment_id)
                             .order_by(TrialRow.number)).all()
    rows = session.execute(
        select(TrialRunRow, RunRow.state, RunRow.worker, RunRow.heartbeat, RunRow.error)
        .outerjoin(RunRow, RunRow.id == TrialRunRow.run_id)
        .where(TrialRunRow.experiment == experiment_id)
        .order_by(TrialRunRow.trial, TrialRunRow.seed)).all()
    measured = read_epochs(session, [row.run_id for row, *_ in rows if row.run_id is not None]
                           ) if epochs else {}
    now = read_now(session) if any(worker for _, _, worker, _, _ in rows) else Now(0.0)
    runs: defaultdict[int, list[TrialRun]] = defaultdict(list)
    for row, state, worker, heartbeat, error in rows:
        runs[row.trial].append(TrialRun(
            seed=row.seed, run_id=row.run_id,
            state=_run_state(row, state, is_held(worker, heartbeat, now)),
            was_there=row.was_there, pruned_at=row.pruned_at,
            epochs=measured.get(row.run_id or 0, ()), error=row.problem or error))
    return tuple(Trial(number=trial.number, overrides=json.loads(trial.overrides),
                       purpose=cast(Purpose, trial.purpose), runs=tuple(runs[trial.number]))
                 for trial in trials)


def _run_state(row: TrialRunRow, state: str | None, is_attached: bool) -> RunState:
    if row.problem:
        return "failed"
    if row.run_id is None:
        return "missing" if row.is_made else "waiting"
    if state is None or state == DELETED:
        return "missing"
    if state == "running" and not is_attached:
        return "interrupted"
    # one that somebody asked to go on is no longer pruned
    return "pruned" if row.pruned_at and state == "stopped" else cast(RunState, state)


def read_epochs(session: Session, run_ids: Sequence[int]
                ) -> dict[int, tuple[EpochRecord, ...]]:
    """The epochs of runs, by run; of one without any there is nothing."""
    found: defaultdict[int, list[EpochRecord]] = defaultdict(list)
    for first in range(0, len(run_ids), _IN_ONE_QUERY):
        rows = session.execute(
            select(EpochRow.run_id, *(getattr(EpochRow, name) for name in _EPOCH_FIELDS))
            .where(EpochRow.run_id.in_(run_ids[first:first + _IN_ONE_QUERY]))
            .order_by(EpochRow.run_id, EpochRow.epoch))
        for run_id, *figures in rows:
            found[run_id].append(EpochRecord(**dict(zip(_EPOCH_FIELDS, figures, strict=True))))
    return {run_id: tuple(epochs) for run_id, epochs in found.items()}


def experiment_of(row: ExperimentRow, trials: tuple[Trial, ...] = ()) -> Experiment:
    """What a row says, with these trials."""
    return Experiment(
        id=row.id, name=row.name, step_id=row.step_id, recipe=read_recipe(row.recipe),
        question=Question.model_validate_json(row.question), state=cast(State, row.state),
        problem=row.problem, created=row.created, finished=row.finished, owner=row.owner,
        trials=trials)

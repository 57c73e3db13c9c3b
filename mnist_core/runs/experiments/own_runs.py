"""The runs that an experiment alone has: only these it takes back, stops or deletes."""

from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session, aliased

from mnist_core.runs.database.tables.experiments import TrialRunRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.experiments.making import made_for
from mnist_core.runs.records.store import Store


def withdraw(session: Session, experiment_id: int) -> list[int]:
    """Take back what waits in the queue and never began; those that wait to go on, to be stopped.
    """
    rows = session.execute(
        select(TrialRunRow, RunRow.lease).join(RunRow, RunRow.id == TrialRunRow.run_id)
        .where(TrialRunRow.experiment == experiment_id, RunRow.state == "queued",
               *is_only_for(experiment_id))).all()
    begun = [row.run_id for row, lease in rows if lease and row.run_id is not None]
    for row, lease in rows:
        if lease:
            continue
        run_id, row.run_id, row.is_made = row.run_id, None, False
        session.flush()
        session.execute(delete(RunRow).where(RunRow.id == run_id, RunRow.state == "queued",
                                             RunRow.lease == 0))
    return begun


def training(session: Session, experiment_id: int) -> list[int]:
    """Those that a worker has."""
    return list(session.scalars(
        select(RunRow.id).join(TrialRunRow, RunRow.id == TrialRunRow.run_id)
        .where(TrialRunRow.experiment == experiment_id, RunRow.state.in_(("running", "paused")),
               *is_only_for(experiment_id))))


def is_only_for(experiment_id: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a run with the trial that it is of: made for it, and of no other."""
    other = aliased(TrialRunRow)
    return (RunRow.made_for == made_for(experiment_id),
            ~exists().where(other.run_id == RunRow.id, other.experiment != experiment_id))


def stop(store: Store, run_ids: Iterable[int]) -> None:
    """As anybody stops a run; one that has just ended by itself is left."""
    for run_id in run_ids:
        with suppress(ValueError):
            store.ask(run_id, "stop")

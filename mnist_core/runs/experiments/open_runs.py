"""The runs of an experiment that are not over, by what its conductor has to know of them."""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables import RunRow, TrialRunRow
from mnist_core.runs.lease.clock import read_now
from mnist_core.runs.lease.lease import is_held

_GOING_ON = ("queued", "running", "paused", "interrupted")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRun:
    """``state`` is that of the run, with "interrupted" for one whose worker is gone; "waiting"
    before there is one. ``num_starts`` counts how often it was given to a worker."""

    trial: int
    seed: int
    run_id: int | None
    state: str
    was_there: bool
    num_starts: int
    epochs_done: int
    passed: int


def read_open_runs(session: Session, experiment_id: int) -> list[OpenRun]:
    """In the order in which they are made."""
    rows = session.execute(
        select(TrialRunRow, RunRow.state, RunRow.worker, RunRow.heartbeat, RunRow.lease,
               RunRow.epochs_done)
        .outerjoin(RunRow, RunRow.id == TrialRunRow.run_id)
        .where(TrialRunRow.experiment == experiment_id, or_(
            RunRow.state.in_(_GOING_ON),
            and_(TrialRunRow.run_id.is_(None), ~TrialRunRow.is_made,
                 TrialRunRow.problem.is_(None))))
        .order_by(TrialRunRow.trial, TrialRunRow.seed)).all()
    now = read_now(session) if any(worker for _, _, worker, *_ in rows) else None
    found = []
    for row, state, worker, heartbeat, lease, epochs_done in rows:
        is_silent = state == "running" and not (now and is_held(worker, heartbeat, now))
        found.append(OpenRun(
            trial=row.trial, seed=row.seed, run_id=row.run_id,
            state="interrupted" if is_silent else state or "waiting", was_there=row.was_there,
            num_starts=lease or 0, epochs_done=epochs_done or 0, passed=row.passed or 0))
    return found

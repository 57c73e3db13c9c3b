"""The runs of an experiment that are not over, by what its conductor has to know of them."""

from dataclasses import dataclass, replace

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.experiments import TrialRunRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.clock import read_now
from mnist_core.runs.lease.lease import is_held
from mnist_core.runs.records.taken_up import MOST_MOVES

_GOING_ON = ("queued", "running", "paused", "interrupted")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRun:
    """``state`` is that of the run, with "interrupted" for one whose worker is gone; "waiting"
    before there is one. One that ``is_given_up`` does not go on by itself."""

    trial: int
    seed: int
    run_id: int | None
    state: str
    was_there: bool
    is_given_up: bool
    epochs_done: int
    num_epochs: int
    passed: int
    """The last epoch after which successive halving let it go on; 0 before the first."""

    def let_pass(self, epoch: int) -> "OpenRun":
        return replace(self, passed=epoch)


def read_open_runs(session: Session, experiment_id: int) -> list[OpenRun]:
    """In the order in which they are made."""
    rows = session.execute(
        select(TrialRunRow, RunRow.state, RunRow.worker, RunRow.heartbeat, RunRow.epochs_done,
               RunRow.num_epochs, RunRow.num_moves, RunRow.node)
        .outerjoin(RunRow, RunRow.id == TrialRunRow.run_id)
        .where(TrialRunRow.experiment == experiment_id, or_(
            RunRow.state.in_(_GOING_ON),
            and_(TrialRunRow.run_id.is_(None), ~TrialRunRow.is_made,
                 TrialRunRow.problem.is_(None))))
        .order_by(TrialRunRow.trial, TrialRunRow.seed)).all()
    now = read_now(session) if any(worker for _, _, worker, *_ in rows) else None
    found = []
    for row, state, worker, heartbeat, epochs_done, num_epochs, num_moves, node in rows:
        is_silent = state == "running" and not (now and is_held(worker, heartbeat, now))
        # those of a cluster its queue takes up (see ``taken_up``), until it gives them up
        is_interrupted = state == "interrupted" or (is_silent and node is None)
        found.append(OpenRun(
            trial=row.trial, seed=row.seed, run_id=row.run_id,
            state="interrupted" if is_interrupted else state or "waiting",
            was_there=row.was_there, is_given_up=is_interrupted and (
                node is not None or num_moves >= MOST_MOVES),
            epochs_done=epochs_done or 0, num_epochs=num_epochs or 0,
            passed=row.passed or 0))
    return found

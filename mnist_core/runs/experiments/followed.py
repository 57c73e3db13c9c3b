"""An experiment that is looked at again and again: only what changed is read anew."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.experiments.experiment import Experiment, Trial, TrialRun
from mnist_core.runs.database.tables.experiments import TrialRunRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.experiments.experiments import (
    experiment_of,
    experiment_row,
    read_epochs,
    read_trials,
)
from mnist_core.runs.lease.clock import read_now
from mnist_core.runs.lease.lease import is_held
from mnist_core.runs.records.store import Store
from mnist_core.training.epoch_record import EpochRecord

Stamp = tuple[object, ...]


class FollowedExperiment:
    """Keeps what it read. Trials that are as they were are the very objects of the last time."""

    def __init__(self, store: Store, experiment_id: int) -> None:
        self._store, self._id = store, experiment_id
        self._stamp: Stamp = ()
        self._experiment: Experiment | None = None
        self._epochs: dict[int, tuple[int | None, tuple[EpochRecord, ...]]] = {}
        """By run: its revision, and what was measured by then."""

    def read(self) -> Experiment:
        """As it stands.

        Raises:
            ValueError: there is none with this number any more.
        """
        with Session(self._store.engine) as session:
            row = experiment_row(session, self._id)
            runs = session.execute(
                select(RunRow.id, RunRow.revision, RunRow.worker, RunRow.heartbeat)
                .join(TrialRunRow, TrialRunRow.run_id == RunRow.id)
                .where(TrialRunRow.experiment == self._id)).all()
            held = _held(session, [(one.id, one.worker, one.heartbeat) for one in runs
                                   if one.worker])
            stamp = (row.num_changes, row.state, row.problem, row.name, row.question,
                     sum(one.revision or 0 for one in runs), len(runs), held)
            if self._experiment is None or stamp != self._stamp:
                self._read_epochs(session, {one.id: one.revision for one in runs})
                trials = self._as_before(read_trials(session, self._id, epochs=False))
                self._experiment, self._stamp = experiment_of(row, trials), stamp
            return self._experiment

    def _read_epochs(self, session: Session, revisions: dict[int, int | None]) -> None:
        """Of runs that changed: each epoch counts its run's revision up."""
        changed = [run for run, revision in revisions.items()
                   if self._epochs.get(run, (None, ()))[0] != revision or run not in self._epochs]
        found = read_epochs(session, changed)
        for run in changed:
            self._epochs[run] = revisions[run], found.get(run, ())

    def _as_before(self, trials: tuple[Trial, ...]) -> tuple[Trial, ...]:
        before = {trial.number: trial for trial in self._experiment.trials
                  } if self._experiment else {}
        found = (replace(trial, runs=tuple(map(self._measured, trial.runs))) for trial in trials)
        return tuple(before[trial.number] if before.get(trial.number) == trial else trial
                     for trial in found)

    def _measured(self, run: TrialRun) -> TrialRun:
        _, epochs = self._epochs.get(run.run_id or 0, (None, ()))
        return replace(run, epochs=epochs) if epochs else run


def _held(session: Session, runs: list[tuple[int, str | None, float | None]]
          ) -> tuple[tuple[int, bool], ...]:
    """Which of the runs with a worker have one that lives: those of a dead one are interrupted,
    though nobody wrote it."""
    if not runs:
        return ()
    now = read_now(session)
    return tuple((run, is_held(worker, heartbeat, now)) for run, worker, heartbeat in runs)

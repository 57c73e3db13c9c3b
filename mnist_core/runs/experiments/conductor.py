"""The conductor: makes the trials of experiments one by one, and their runs.

Any number of servers may conduct the experiments of one database: whatever is made is made in a
transaction of its own (``making``), and what it is follows from the experiment alone.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.search.search import next_overrides, used_up
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.tables.experiments import ExperimentRow
from mnist_core.runs.experiments.experiments import experiment_of
from mnist_core.runs.experiments.followed import FollowedExperiment
from mnist_core.runs.experiments.making import (
    EQUAL,
    change_experiment,
    experiment_transaction,
    make_next_trial,
    make_run,
    mark_impossible,
)
from mnist_core.runs.experiments.open_runs import OpenRun, read_open_runs
from mnist_core.runs.experiments.pruning import prune
from mnist_core.runs.records.equal_run import equal_run
from mnist_core.runs.records.store import Store
from mnist_core.runs.records.taken_up import go_on

FEWEST_AHEAD = 2
"""Runs that wait in the queue at the least; else as many as train, on however many machines."""
MOST_AT_ONCE = 100
"""Runs that one step makes or finds: others wait for their turn."""
AGAIN_SECONDS = 10.0
"""Between two tries to let one interrupted run go on."""
_log = logging.getLogger(__name__)

CheckAdmission = Callable[[Recipe, int | None], None]
"""Asked before a run of somebody is queued; raises ``ValueError`` with why it cannot be now."""


class Conductor:
    """``source`` names the digits that are here, as ``Run.source`` does."""

    def __init__(self, store: Store, check_admission: CheckAdmission,
                 source: Callable[[], str | None]) -> None:
        self.store, self._check_admission, self._source = store, check_admission, source
        self._asked: dict[int, float] = {}
        self._followed: dict[int, FollowedExperiment] = {}

    def step(self) -> bool:
        """Do what is due for each experiment that goes on; whether there is any."""
        with Session(self.store.engine) as session:
            running = session.scalars(select(ExperimentRow.id).where(
                ExperimentRow.state == "running").order_by(ExperimentRow.id)).all()
        self._followed = {experiment_id: self._followed.get(experiment_id) or FollowedExperiment(
            self.store, experiment_id) for experiment_id in running}
        failed: Exception | None = None
        for experiment_id in running:
            try:
                self._conduct(experiment_id)
            except Exception as error:
                # what befalls one holds up no other
                failed = failed or error
        if failed:
            raise failed
        return bool(running)

    def _conduct(self, experiment_id: int) -> None:
        """Do what is due for one."""
        with Session(self.store.engine) as session:
            row = session.get(ExperimentRow, experiment_id)
            if row is None:
                return
            seen, head = row.num_changes, experiment_of(row)
            runs = read_open_runs(session, experiment_id)
        prune(self.store, head, runs)
        runs = self._take_up_again(runs)
        num_queued = sum(run.state == "queued" for run in runs)
        num_running = sum(run.state == "running" for run in runs)
        room = max(FEWEST_AHEAD, num_running) - num_queued
        if room <= 0:
            return
        experiment = self._followed[experiment_id].read()
        for _ in range(MOST_AT_ONCE):
            waiting = next((run for run in runs if run.state == "waiting"), None)
            if waiting is None:
                if (overrides := next_overrides(experiment)) is None:
                    break
                if not make_next_trial(self.store, experiment, overrides):
                    return
                # in this order: another server may add a trial in between
                with Session(self.store.engine) as session:
                    runs = read_open_runs(session, experiment_id)
                experiment = self._followed[experiment_id].read()
                continue
            runs.remove(waiting)
            try:
                room -= self._make(experiment, waiting)
            except ValueError as refusal:
                self._note(experiment, str(refusal))
                return
            if room <= 0:
                return
        else:
            return
        self._finish(experiment, seen)

    def _make(self, experiment: Experiment, run: OpenRun) -> bool:
        """Whether a run was queued.

        Raises:
            ValueError: why none can be now.
        """
        overrides = experiment.trials[run.trial - 1].overrides
        try:
            recipe = experiment.question.recipe(experiment.recipe, overrides, run.seed)
        except ValueError as error:
            mark_impossible(self.store, experiment.id, run, str(error))
            return False
        source = self._source()
        # what was trained already needs no room
        if equal_run(self.store, recipe, source, EQUAL, owner=experiment.owner) is None:
            self._check_admission(recipe, experiment.owner)
        return make_run(self.store, experiment, overrides, run, recipe, source)

    def _take_up_again(self, runs: Sequence[OpenRun]) -> list[OpenRun]:
        """Let interrupted runs go on; all but those that are given up."""
        left = []
        for run in runs:
            if run.state != "interrupted" or run.run_id is None:
                left.append(run)
            elif not run.is_given_up:
                left.append(run)
                if time.monotonic() - self._asked.get(run.run_id, -AGAIN_SECONDS) < AGAIN_SECONDS:
                    continue
                self._asked[run.run_id] = time.monotonic()
                # its files may be at another server, which then does it
                with suppress(ValueError):
                    go_on(self.store, run.run_id)
        return left

    def _note(self, experiment: Experiment, problem: str) -> None:
        if experiment.problem == problem:
            return
        with experiment_transaction(self.store.engine) as session:
            if change_experiment(session, experiment.id, "running", problem=problem):
                session.commit()
        _log.warning("experiment %d waits: %s", experiment.id, problem)

    def _finish(self, experiment: Experiment, seen: int) -> None:
        """Unless something is open still, or somebody asked more of it since it was looked at."""
        with experiment_transaction(self.store.engine) as session:
            row = session.get(ExperimentRow, experiment.id)
            if row is None or row.num_changes != seen or any(
                    not run.is_given_up for run in read_open_runs(session, experiment.id)):
                return
            if change_experiment(session, experiment.id, "running", state="finished",
                                 finished=time.time(), problem=used_up(experiment)):
                session.commit()
                _log.info("experiment %d is finished", experiment.id)

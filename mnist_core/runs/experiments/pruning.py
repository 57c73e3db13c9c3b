"""Successive halving of an experiment's runs: judged once after each rung, stopped as anybody
stops a run."""

import logging
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mnist_core.base.log import of_run
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.halving import goes_on, next_rung
from mnist_core.experiments.question import Measure
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.experiments import TrialRow, TrialRunRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.experiments.making import change_experiment, experiment_transaction
from mnist_core.runs.experiments.open_runs import OpenRun
from mnist_core.runs.experiments.own_runs import is_only_for
from mnist_core.runs.records.store import Store

_log = logging.getLogger(__name__)


def prune(store: Store, experiment: Experiment, runs: Iterable[OpenRun]) -> None:
    """Judge those that have trained to a rung since they were judged last."""
    halving = experiment.question.halving
    if halving is None:
        return
    for run in runs:
        while run.state == "running" and run.run_id is not None and (rung := next_rung(
                halving, run.num_epochs, run.passed, run.epochs_done)):
            if not _judge(store, experiment, run.run_id, run, rung):
                break
            run = run.let_pass(rung)


def _judge(store: Store, experiment: Experiment, run_id: int, run: OpenRun, rung: int) -> bool:
    """Whether it goes on."""
    question, halving = experiment.question, experiment.question.halving
    assert halving
    with experiment_transaction(store.engine) as session:
        is_own = session.scalar(select(RunRow.id).join(
            TrialRow, (TrialRow.experiment == experiment.id) & (TrialRow.number == run.trial))
            .where(RunRow.id == run_id, TrialRow.purpose == "search",
                   *is_only_for(experiment.id)))
        values = _values(session, experiment.id, run.seed, rung, question.measure)
        value = values.pop(run_id, None)
        lives = is_own is None or goes_on(value, list(values.values()), halving.factor,
                                          is_higher_better=question.is_higher_better)
        # the condition: another server was quicker, or somebody lets it train to its end
        was_judged = not hits(session, update(TrialRunRow).where(
            TrialRunRow.experiment == experiment.id, TrialRunRow.trial == run.trial,
            TrialRunRow.seed == run.seed, TrialRunRow.run_id == run_id,
            TrialRunRow.pruned_at.is_(None),
            TrialRunRow.passed.is_not_distinct_from(run.passed or None))
            .values(**({"passed": rung} if lives else {"pruned_at": rung})))
        if was_judged or not change_experiment(session, experiment.id, "running"):
            return False
        session.commit()
    if not lives:
        _log.info("not among the best 1/%d after epoch %d: stopped", halving.factor, rung,
                  extra=of_run(run_id))
        # it may have ended by itself at this moment
        with suppress(ValueError):
            store.ask(run_id, "stop")
    return lives


def _values(session: Session, experiment_id: int, seed: int, rung: int, measure: Measure
            ) -> dict[int, float | None]:
    """By run: that of the best epoch up to the rung, of all with this seed that came so far."""
    rows = session.execute(
        select(EpochRow.run_id, EpochRow.epoch, EpochRow.held_out_accuracy,
               EpochRow.held_out_loss)
        .join(TrialRunRow, TrialRunRow.run_id == EpochRow.run_id)
        .join(TrialRow, (TrialRow.experiment == TrialRunRow.experiment)
              & (TrialRow.number == TrialRunRow.trial))
        .where(TrialRunRow.experiment == experiment_id, TrialRunRow.seed == seed,
               TrialRow.purpose == "search", EpochRow.epoch <= rung)
        .order_by(EpochRow.run_id, EpochRow.epoch)).all()
    epochs: defaultdict[int, list[tuple[float | None, float | None]]] = defaultdict(list)
    for run_id, _, accuracy, loss in rows:
        epochs[run_id].append((accuracy, loss))
    return {run_id: _value(found, measure) for run_id, found in epochs.items()
            if len(found) >= rung}


def _value(epochs: Sequence[tuple[float | None, float | None]], measure: Measure) -> float | None:
    accuracy, loss = max(epochs, key=lambda one: -math.inf if one[0] is None else one[0])
    value = accuracy if measure == "held_out_accuracy" else loss
    return value if value is not None and math.isfinite(value) else None

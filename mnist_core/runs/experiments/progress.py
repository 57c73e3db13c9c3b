"""How far all experiments have come, with one query however many there are."""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from mnist_core.experiments.experiment import Experiment
from mnist_core.runs.database.tables.experiments import TrialRow, TrialRunRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store


@dataclass(frozen=True, slots=True)
class Progress:
    """``runs_over`` of ``runs_planned`` are trained, pruned or failed."""

    runs_over: int
    runs_planned: int


def read_progress(store: Store) -> dict[int, tuple[int, int, int]]:
    """By experiment: trials of its search, runs, and those of them that are over."""
    over = or_(RunRow.state.in_(("finished", "failed")),
               and_(TrialRunRow.pruned_at.is_not(None), RunRow.state == "stopped"))
    runs = (select(TrialRunRow.experiment, func.count().label("runs"),
                   func.sum(case((over, 1), else_=0)).label("over"))
            .outerjoin(RunRow, RunRow.id == TrialRunRow.run_id)
            .group_by(TrialRunRow.experiment).subquery())
    trials = (select(TrialRow.experiment, func.count().label("trials"))
              .where(TrialRow.purpose == "search").group_by(TrialRow.experiment).subquery())
    with Session(store.engine) as session:
        found = session.execute(select(trials.c.experiment, trials.c.trials, runs.c.runs,
                                       runs.c.over)
                                .outerjoin(runs, runs.c.experiment == trials.c.experiment))
        return {number: (trials, runs or 0, over or 0) for number, trials, runs, over in found}


def progress_of(experiment: Experiment, made: tuple[int, int, int] | None) -> Progress:
    """Of one that was read without its trials; ``made`` as ``read_progress`` has it."""
    trials, runs, over = made or (0, 0, 0)
    question = experiment.question
    to_come = max(0, question.num_planned - trials) if experiment.state != "finished" else 0
    return Progress(over, runs + to_come * len(question.seeds))

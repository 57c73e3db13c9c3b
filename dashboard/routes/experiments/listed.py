"""All experiments, and how far each has come."""

from contextlib import suppress

from dashboard.people.looking import allow_to_look
from dashboard.routes.experiments.shown import SweepJson, looked_at, sweep_of
from dashboard.server.resources import store
from mnist_core.base.not_found import NotFound
from mnist_core.experiments.experiment import Experiment
from mnist_core.runs.experiments.experiments import read_experiments
from mnist_core.runs.experiments.progress import progress_of, read_progress
from mnist_core.runs.people.rights import NotAllowed


class ListedSweep(SweepJson):
    """An experiment of the list. Of its runs ``runs_over`` are trained, pruned or failed;
    ``seconds_left`` is null where nobody can know, or it rests."""

    runs_over: int
    runs_planned: int
    seconds_left: float | None


def list_sweeps() -> list[ListedSweep]:
    """All experiments that whoever asks may look at, the newest first, without their trials."""
    made = read_progress(store())
    return [_listed(one, made.get(one.id)) for one in read_experiments(store()) if _may_look(one)]


def _listed(experiment: Experiment, made: tuple[int, int, int] | None) -> ListedSweep:
    progress = progress_of(experiment, made)
    seconds: float | None = None
    if experiment.state == "running":
        # somebody may have deleted it since the list was read
        with suppress(NotFound):
            seconds = looked_at(str(experiment.id)).seconds_left
    return {**sweep_of(experiment), "runs_over": progress.runs_over,
            "runs_planned": progress.runs_planned, "seconds_left": seconds}


def _may_look(experiment: Experiment) -> bool:
    try:
        allow_to_look(experiment.owner)
    except NotAllowed:
        return False
    return True

"""An experiment as it is told to whoever asks: one look at it for all of them."""

from functools import lru_cache
from statistics import fmean

from typing_extensions import TypedDict

from dashboard.people.identity import is_allowed
from dashboard.people.looking import allow_to_look, library_of
from dashboard.people.whose import whose
from dashboard.server.forecast import seconds_of
from dashboard.server.resources import queue, source_here, store
from mnist_core.base.format import shortened
from mnist_core.base.not_found import NotFound
from mnist_core.base.shared_look import SharedLook, version_of
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.findings import findings_of
from mnist_core.experiments.power import SeedSpread
from mnist_core.library.seed_spread import recorded_spread
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.experiments.as_json import (
    Counts,
    SweepInWords,
    WholeSweep,
    sweep_json,
    whole_sweep_json,
)
from mnist_core.runs.experiments.followed import FollowedExperiment
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 0.2
MOST_LOOKED_AT = 64


class Personal(TypedDict):
    """``whose`` is what somebody else is called whose it is."""

    whose: str
    may_change: bool


class SweepJson(SweepInWords, Personal):
    """An experiment without its trials."""


class ShownSweep(WholeSweep, Personal):
    """An experiment with its trials."""

    seconds_left: float | None


class LookedAt:
    """An experiment at one moment, and what is told of it to everybody."""

    def __init__(self, experiment: Experiment, recorded: SeedSpread | None) -> None:
        self.experiment = experiment
        self.findings = findings_of(experiment, recorded)
        self.answer = whole_sweep_json(experiment, self.findings)
        self.seconds_left = _seconds_left(experiment, self.answer["counts"])
        self.version = version_of(self.answer)


def looked_at(sweep: str) -> LookedAt:
    """As it was a moment ago.

    Raises:
        NotFound: there is none with this number.
        NotAllowed: it is not for whoever asks to look at.
    """
    try:
        found = _look(store(), row_number(sweep) or 0).now()
    except ValueError:
        raise NotFound(f"There is no experiment {shortened(sweep)}; GET /api/sweeps lists them "
                       "all.") from None
    allow_to_look(found.experiment.owner)
    return found


def forget(experiment_id: int) -> None:
    """It was changed here: whoever asks next sees that."""
    _look(store(), experiment_id).forget()


def shown(sweep: str) -> ShownSweep:
    found = looked_at(sweep)
    return {**found.answer, **_personal(found.experiment), "seconds_left": found.seconds_left}


def version(sweep: str) -> str:
    found = looked_at(sweep)
    return f"{found.version}-{version_of(_personal(found.experiment))}"


def sweep_of(experiment: Experiment) -> SweepJson:
    return {**sweep_json(experiment), **_personal(experiment)}


class _Follower:
    """What is told of an experiment is made anew only when something of it changed."""

    def __init__(self, store: Store, experiment_id: int) -> None:
        self._followed = FollowedExperiment(store, experiment_id)
        self._recorded: SeedSpread | None = None
        self._last: LookedAt | None = None

    def look(self) -> LookedAt:
        experiment = self._followed.read()
        if self._last is None:
            self._recorded = recorded_spread(library_of(experiment.owner), experiment.recipe,
                                             source_here())
        if self._last is None or self._last.experiment is not experiment:
            self._last = LookedAt(experiment, self._recorded)
        return self._last


@lru_cache(maxsize=MOST_LOOKED_AT)
def _look(store: Store, experiment_id: int) -> SharedLook[LookedAt]:
    return SharedLook(_Follower(store, experiment_id).look, LOOK_SECONDS)


def _personal(experiment: Experiment) -> Personal:
    """What differs between those who ask."""
    return {"whose": whose(experiment.owner),
            "may_change": is_allowed("change an experiment", experiment.owner)}


def _seconds_left(experiment: Experiment, counts: Counts) -> float | None:
    """None where it stands still, or nobody can know."""
    if experiment.state != "running":
        return None
    took = [sum(epoch.seconds for epoch in run.epochs) for trial in experiment.trials
            for run in trial.runs if run.state == "finished" and not run.was_there]
    try:
        each = fmean(took) if took else seconds_of(experiment.recipe)
    except ValueError:
        return None
    at_once = max(1, counts["running"], queue().num_slots)
    return each * (counts["waiting"] + counts["running"] / 2) / at_once

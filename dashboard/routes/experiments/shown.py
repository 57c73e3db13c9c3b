"""An experiment as it is told: its question, how far it has come, each trial."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from statistics import fmean
from typing import Any

from typing_extensions import TypedDict

from dashboard.people.identity import is_allowed
from dashboard.people.looking import allow_to_look
from dashboard.people.whose import whose
from dashboard.server.forecast import seconds_of
from dashboard.server.resources import queue, store
from mnist_core.base.shared_look import SharedLook, version_of
from mnist_core.experiments.experiment import Experiment, RunState, Trial, TrialRun
from mnist_core.experiments.findings import findings_of
from mnist_core.experiments.means import mean_of
from mnist_core.experiments.question import Setting, is_number
from mnist_core.experiments.search.search import num_planned
from mnist_core.experiments.words import setting_words, trial_words
from mnist_core.recipe.overrides import Scalar
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.experiments.followed import FollowedExperiment
from mnist_core.runs.experiments.making import title_of
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 0.2
MOST_LOOKED_AT = 64
_WAITING: tuple[RunState, ...] = ("waiting", "queued")
_STANDS_STILL: tuple[RunState, ...] = ("paused", "stopped", "interrupted", "missing")


class Planned(TypedDict):
    """How many there will have been when the search has ended, a confirmation included."""

    trials: int
    runs: int


class Counts(TypedDict):
    """Of the runs; ``waiting`` are also those that are not made yet, ``still`` those that somebody
    paused, stopped or deleted, or whose worker died."""

    finished: int
    running: int
    waiting: int
    pruned: int
    failed: int
    still: int


class SettingJson(TypedDict):
    """A setting that is varied: ``values``, or a number from ``low`` to ``high``."""

    key: str
    words: str
    values: list[Scalar] | None
    low: float | None
    high: float | None
    is_number: bool
    is_whole: bool
    is_log: bool


class TrialRunJson(TypedDict):
    """The run of a trial with one seed; ``value`` is that of the held-out digits so far."""

    seed: int
    run: int | None
    state: str
    was_there: bool
    pruned_at: int | None
    epochs_done: int
    value: float | None
    error: str | None


class TrialJson(TypedDict):
    """``values`` by seed, of the runs that are trained to their end; ``low`` and ``high`` are the
    ends of the interval in which the true mean lies with 95 %."""

    number: int
    overrides: dict[str, Scalar]
    words: str
    purpose: str
    state: str
    mean: float | None
    low: float | None
    high: float | None
    n: int
    values: dict[str, float]
    runs: list[TrialRunJson]


class SweepJson(TypedDict):
    """An experiment without its trials. Times in UNIX seconds; ``owner`` is a person's number,
    ``whose`` what somebody else is called; ``problem`` says why it makes no runs now."""

    id: int
    name: str
    title: str
    step: str | None
    state: str
    problem: str | None
    owner: int | None
    whose: str
    may_change: bool
    created: float
    finished: float | None
    question: dict[str, Any]


class ShownSweep(SweepJson):
    """An experiment with its trials; values are percent of the held-out digits, or nats."""

    recipe: dict[str, Any]
    measure: str
    higher_is_better: bool
    planned: Planned
    counts: Counts
    seconds_left: float | None
    settings: list[SettingJson]
    trials: list[TrialJson]
    findings: dict[str, Any]


class LookedAt:
    """An experiment at one moment, and what is told of it to everybody."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.answer = _answer(experiment)
        self.version = version_of(self.answer)


def looked_at(sweep: str) -> LookedAt:
    """As it was a moment ago.

    Raises:
        LookupError: there is none with this number.
        NotAllowed: it is not for whoever asks to look at.
    """
    try:
        found = _look(store(), row_number(sweep) or 0).now()
    except ValueError:
        raise LookupError(f"There is no experiment {sweep[:20]}; GET /api/sweeps lists them all."
                          ) from None
    allow_to_look(found.experiment.owner)
    return found


def forget(experiment_id: int) -> None:
    """It was changed here: whoever asks next sees that."""
    _look(store(), experiment_id).forget()


def shown(sweep: str) -> ShownSweep:
    found = looked_at(sweep)
    return {**found.answer, **_personal(found.experiment)}  # type: ignore[typeddict-item]


def version(sweep: str) -> str:
    found = looked_at(sweep)
    return f"{found.version}-{version_of(_personal(found.experiment))}"


def sweep_json(experiment: Experiment) -> SweepJson:
    return {**_public(experiment), **_personal(experiment)}  # type: ignore[typeddict-item]


class _Follower:
    """What is told of an experiment is made anew only when something of it changed."""

    def __init__(self, store: Store, experiment_id: int) -> None:
        self._followed = FollowedExperiment(store, experiment_id)
        self._last: LookedAt | None = None

    def look(self) -> LookedAt:
        experiment = self._followed.read()
        if self._last is None or self._last.experiment is not experiment:
            self._last = LookedAt(experiment)
        return self._last


@lru_cache(maxsize=MOST_LOOKED_AT)
def _look(store: Store, experiment_id: int) -> SharedLook[LookedAt]:
    return SharedLook(_Follower(store, experiment_id).look, LOOK_SECONDS)


def _personal(experiment: Experiment) -> dict[str, object]:
    """What differs between those who ask."""
    return {"whose": whose(experiment.owner),
            "may_change": is_allowed("change an experiment", experiment.owner)}


def _public(experiment: Experiment) -> dict[str, Any]:
    return {"id": experiment.id, "name": experiment.name, "title": title_of(experiment),
            "step": experiment.step_id, "state": experiment.state, "problem": experiment.problem,
            "owner": experiment.owner, "created": experiment.created,
            "finished": experiment.finished,
            "question": experiment.question.model_dump(mode="json")}


def _answer(experiment: Experiment) -> dict[str, Any]:
    question = experiment.question
    counts = _counts(experiment)
    return {**_public(experiment),
            "recipe": experiment.recipe.model_dump(mode="json"),
            "measure": question.measure, "higher_is_better": question.is_higher_better,
            "planned": _planned(experiment), "counts": counts,
            "seconds_left": _seconds_left(experiment, counts),
            "settings": [_setting(setting) for setting in question.settings],
            "trials": [_trial(experiment, trial) for trial in experiment.trials],
            "findings": findings_of(experiment).as_json()}


def _planned(experiment: Experiment) -> Planned:
    made = len(experiment.of("search"))
    to_come = max(0, num_planned(experiment) - made)
    return {"trials": len(experiment.trials) + to_come,
            "runs": (sum(len(trial.runs) for trial in experiment.trials)
                     + to_come * len(experiment.question.seeds))}


def _counts(experiment: Experiment) -> Counts:
    states = Counter(run.state for trial in experiment.trials for run in trial.runs)
    to_come = _planned(experiment)["runs"] - states.total()
    return {"finished": states["finished"], "running": states["running"],
            "waiting": sum(states[state] for state in _WAITING) + to_come,
            "pruned": states["pruned"], "failed": states["failed"],
            "still": sum(states[state] for state in _STANDS_STILL)}


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


def _setting(setting: Setting) -> SettingJson:
    return {"key": setting.key, "words": setting_words(setting.key),
            "values": None if setting.values is None else list(setting.values),
            "low": setting.low, "high": setting.high, "is_number": is_number(setting.key),
            "is_whole": setting.is_whole, "is_log": setting.log}


def _trial(experiment: Experiment, trial: Trial) -> TrialJson:
    values: Mapping[int, float] = trial.values(experiment.question.measure)
    mean = mean_of(list(values.values()))
    return {"number": trial.number, "overrides": dict(trial.overrides),
            "words": trial_words(trial.overrides, experiment.recipe), "purpose": trial.purpose,
            "state": trial.state, "mean": mean.mean if mean else None,
            "low": mean.low if mean else None, "high": mean.high if mean else None,
            "n": len(values),
            "values": {str(seed): value for seed, value in values.items()},
            "runs": [_run(experiment, run) for run in trial.runs]}


def _run(experiment: Experiment, run: TrialRun) -> TrialRunJson:
    return {"seed": run.seed, "run": run.run_id, "state": run.state, "was_there": run.was_there,
            "pruned_at": run.pruned_at, "epochs_done": len(run.epochs),
            "value": run.value_so_far(experiment.question.measure), "error": run.error}

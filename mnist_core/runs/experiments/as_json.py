"""Experiments in the JSON forms of the public contract, where they are called sweeps."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from mnist_core.experiments.experiment import Experiment, RunState, Trial, TrialRun
from mnist_core.experiments.findings import Findings
from mnist_core.experiments.means import mean_of
from mnist_core.experiments.question import Setting, is_number
from mnist_core.experiments.search.search import num_planned
from mnist_core.experiments.words import setting_words, trial_words
from mnist_core.recipe.overrides import Scalar
from mnist_core.runs.experiments.making import title_of

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


class SweepInWords(TypedDict):
    """An experiment without its trials. Times in UNIX seconds; ``owner`` is a person's number;
    ``problem`` says why it makes no runs now."""

    id: int
    name: str
    title: str
    step: str | None
    state: str
    problem: str | None
    owner: int | None
    created: float
    finished: float | None
    question: dict[str, Any]


class WholeSweep(SweepInWords):
    """An experiment with its trials; values are percent of the held-out digits, or nats."""

    recipe: dict[str, Any]
    measure: str
    higher_is_better: bool
    planned: Planned
    counts: Counts
    settings: list[SettingJson]
    trials: list[TrialJson]
    findings: dict[str, Any]


def sweep_json(experiment: Experiment) -> SweepInWords:
    return {"id": experiment.id, "name": experiment.name, "title": title_of(experiment),
            "step": experiment.step_id, "state": experiment.state, "problem": experiment.problem,
            "owner": experiment.owner, "created": experiment.created,
            "finished": experiment.finished,
            "question": experiment.question.model_dump(mode="json")}


def whole_sweep_json(experiment: Experiment, findings: Findings) -> WholeSweep:
    question, planned = experiment.question, planned_of(experiment)
    return {**sweep_json(experiment),
            "recipe": experiment.recipe.model_dump(mode="json"),
            "measure": question.measure, "higher_is_better": question.is_higher_better,
            "planned": planned, "counts": counts_of(experiment, planned),
            "settings": [_setting(setting) for setting in question.settings],
            "trials": [_trial(experiment, trial) for trial in experiment.trials],
            "findings": findings.as_json()}


def planned_of(experiment: Experiment) -> Planned:
    made = len(experiment.of("search"))
    to_come = max(0, num_planned(experiment) - made)
    return {"trials": len(experiment.trials) + to_come,
            "runs": (sum(len(trial.runs) for trial in experiment.trials)
                     + to_come * len(experiment.question.seeds))}


def counts_of(experiment: Experiment, planned: Planned) -> Counts:
    states = Counter(run.state for trial in experiment.trials for run in trial.runs)
    to_come = planned["runs"] - states.total()
    return {"finished": states["finished"], "running": states["running"],
            "waiting": sum(states[state] for state in _WAITING) + to_come,
            "pruned": states["pruned"], "failed": states["failed"],
            "still": sum(states[state] for state in _STANDS_STILL)}


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

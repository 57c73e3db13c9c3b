"""An experiment as it stands: its trials, a run a seed in each, and what they came to.

Values are those of the held-out digits, by which trials are chosen. Of the test set there is
nothing here but in the epochs of a confirmation's runs.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mnist_core.experiments.question import Measure, Overrides, Question
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.epoch_record import EpochRecord, best_epoch

State = Literal["running", "paused", "stopped", "finished"]
"""``running``: trials are made and trained until none is left; ``paused``: no new ones are;
``stopped``: it was ended early. A stopped or finished one goes on when more is asked of it."""
Purpose = Literal["search", "confirmation"]
RunState = Literal["waiting", "queued", "running", "paused", "stopped", "interrupted", "finished",
                   "failed", "pruned", "missing"]
"""That of a run, and besides: not queued yet, stopped by successive halving, deleted."""
TrialState = Literal["waiting", "running", "finished", "pruned", "failed", "missing"]
_GOES_ON = ("queued", "running", "paused", "interrupted")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRun:
    """The run of a trial with one seed.

    Attributes:
        was_there: it had been trained before it was asked for here.
        pruned_at: after which epoch successive halving stopped it.
        epochs: those that were measured so far.
        error: why it failed or cannot go on, in a sentence.
    """

    seed: int
    run_id: int | None
    state: RunState
    was_there: bool = False
    pruned_at: int | None = None
    epochs: tuple[EpochRecord, ...] = ()
    error: str | None = None

    def value(self, measure: Measure) -> float | None:
        """Of the best epoch on the held-out digits, once it is trained to its end; percent or nats.

        None before that, and where the figures are not numbers.
        """
        return self.value_so_far(measure) if self.state == "finished" else None

    def value_so_far(self, measure: Measure) -> float | None:
        best = best_epoch(self.epochs)
        value = None if best is None else getattr(best, measure)
        return value if value is not None and math.isfinite(value) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One choice of the settings; ``overrides`` by full key."""

    number: int
    overrides: Overrides
    purpose: Purpose = "search"
    runs: tuple[TrialRun, ...] = ()

    @property
    def state(self) -> TrialState:
        """Finished once every seed is; pruned or failed as soon as one is and none goes on."""
        states = {run.state for run in self.runs}
        if states <= {"finished"} and states:
            return "finished"
        if states & set(_GOES_ON):
            return "running"
        if "waiting" in states or not states:
            return "waiting"
        for state in ("pruned", "failed"):
            if state in states:
                return state
        return "missing" if "missing" in states else "failed"

    def values(self, measure: Measure) -> Mapping[int, float]:
        """By seed, of the runs that are trained to their end."""
        return {run.seed: value for run in self.runs
                if (value := run.value(measure)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A question and all that came of it so far. Times in UNIX seconds."""

    id: int
    name: str
    step_id: str | None
    recipe: Recipe
    """What the settings are varied of."""
    question: Question
    state: State
    problem: str | None = None
    created: float
    finished: float | None = None
    owner: int | None = None
    trials: tuple[Trial, ...] = ()

    def of(self, purpose: Purpose) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.purpose == purpose)

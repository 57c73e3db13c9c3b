"""What an experiment would cost, before it is begun: runs, time, and what its seeds can show."""

from itertools import islice
from statistics import fmean

from typing_extensions import TypedDict

from dashboard.people.looking import library
from dashboard.server.forecast import seconds_of
from dashboard.server.resources import data_state, settings, store
from mnist_core.base.format import about, count_of
from mnist_core.experiments.power import before
from mnist_core.experiments.question import Question, planned_words
from mnist_core.experiments.search.space import value_at
from mnist_core.library.seed_spread import recorded_spread
from mnist_core.recipe.model import Recipe
from mnist_core.runs.records.run_list import num_runs
from mnist_core.runs.records.run_query import RunQuery

MOST_TIMED = 24
"""Trials of which the time is worked out; it is the mean of theirs."""


class SweepCost(TypedDict):
    """``seconds`` of all runs on this server's slots, None where nobody can know; ``waiting`` runs
    stand in the queue before them. ``words`` and ``power`` say it: the second, how small a
    difference its seeds can show."""

    trials: int
    runs: int
    seconds: float | None
    waiting: int
    words: str
    power: str


def cost_of(question: Question, recipe: Recipe) -> SweepCost:
    """Raises:
        ValueError: something that it asks for cannot be trained.
    """
    question.check(recipe)
    trials = question.num_planned
    runs = trials * len(question.seeds)
    seconds = _seconds(question, recipe)
    waiting = num_runs(store(), RunQuery(states=("queued",)))
    dataset = data_state().dataset
    power = before(question, recipe, recorded_spread(
        library(), recipe, dataset.source.description if dataset else None))
    return {"trials": trials, "runs": runs, "seconds": seconds, "waiting": waiting,
            "words": _words(question, seconds, waiting), "power": power.text if power else ""}


def _words(question: Question, seconds: float | None, waiting: int) -> str:
    """``5 trials x 3 seeds = 15 runs · about 12 min · behind 2 runs that wait``."""
    parts = [planned_words(question)]
    if seconds is not None:
        parts.append(f"{'at most ' if question.halving else 'about '}{about(seconds)}")
    parts.append(f"behind {count_of(waiting, 'run')} that wait" if waiting else
                 "next in the queue")
    return " · ".join(parts)


def _seconds(question: Question, recipe: Recipe) -> float | None:
    combinations = question.num_combinations
    if combinations is None:
        tried = [{setting.key: value_at(setting, 0.5) for setting in question.settings}]
    else:
        every = -(-combinations // MOST_TIMED)
        tried = list(islice(question.grid(), 0, None, every))
    timed: list[float] = []
    for overrides in tried:
        try:
            timed.append(seconds_of(question.recipe(recipe, overrides, question.seeds[0])))
        except ValueError:
            # these do not go together: a trial that fails takes no time
            continue
    if not timed:
        return None
    return fmean(timed) * question.num_planned * len(question.seeds) / max(1, settings().slots)

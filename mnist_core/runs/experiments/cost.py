"""What an experiment will cost, before it is begun."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

from mnist_core.base.format import rough_duration
from mnist_core.experiments.halving import rungs
from mnist_core.experiments.question import Overrides, Question, planned_words
from mnist_core.experiments.search.sampling import at
from mnist_core.experiments.search.space import (
    all_combinations,
    combination_at,
    overrides_of,
)
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.experiments.making import EQUAL
from mnist_core.runs.records.equal_run import equal_run
from mnist_core.runs.records.store import Store

MOST_TRIED = 24
"""Combinations of which it is worked out how long they take; all others take as long."""
MOST_LOOKED_FOR = 60
"""The most runs of which it is asked whether they are there already: more take too long."""
_SHARES = (0.1, 0.5, 0.9)

Forecast = Callable[[Recipe], float]


@dataclass(frozen=True, slots=True)
class Cost:
    """``num_there`` of the runs were trained already; ``seconds`` are those of all others, one
    after the other; None where nobody can know."""

    num_trials: int
    num_runs: int
    num_there: int
    seconds: float | None
    plan: str

    def words(self, at_once: int) -> str:
        """``5 trials x 3 seeds = 15 runs, about 12 min``; ``at_once`` are trained together."""
        are = "is" if self.num_there == 1 else "are"
        there = f", of which {self.num_there:,} {are} there" if self.num_there else ""
        if self.seconds is None or self.num_there == self.num_runs:
            return f"{self.plan}{there}"
        return f"{self.plan}{there}, about {rough_duration(self.seconds / at_once)}"


def expected_cost(store: Store, question: Question, recipe: Recipe, forecast: Forecast,
            source: str | None, owner: int | None = None) -> Cost:
    """What a new experiment takes.

    Raises:
        ValueError: something that it asks for cannot be trained.
    """
    question.check(recipe)
    num_runs = question.num_planned * len(question.seeds)
    tried = _some(question)
    seconds = [found for overrides in tried
               if (found := _seconds(question, recipe, overrides, forecast)) is not None]
    num_there = 0
    if question.search == "grid" and num_runs <= MOST_LOOKED_FOR:
        for combination in islice(all_combinations(question), question.num_planned):
            overrides = overrides_of(question, combination)
            num_there += sum(_is_there(store, question, recipe, overrides, seed, source, owner)
                             for seed in question.seeds)
    return Cost(question.num_planned, num_runs, num_there,
                fmean(seconds) * (num_runs - num_there) * _share(question, recipe)
                if seconds else None, planned_words(question))


def _some(question: Question) -> Sequence[Overrides]:
    if question.num_combinations is None:
        return [overrides_of(question, at(question, [share] * len(question.settings)))
                for share in _SHARES]
    every = max(1, question.num_combinations // MOST_TRIED)
    return [overrides_of(question, combination_at(question, place))
            for place in range(0, question.num_combinations, every)]


def _seconds(question: Question, recipe: Recipe, overrides: Overrides, forecast: Forecast
             ) -> float | None:
    try:
        return forecast(question.recipe(recipe, overrides, question.seeds[0]))
    except ValueError:
        # one that does not go together fails when its turn comes
        return None


def _is_there(store: Store, question: Question, recipe: Recipe, overrides: Overrides, seed: int,
              source: str | None, owner: int | None) -> bool:
    try:
        wanted = question.recipe(recipe, overrides, seed)
    except ValueError:
        return False
    return equal_run(store, wanted, source, EQUAL, owner=owner) is not None


def _share(question: Question, recipe: Recipe) -> float:
    """Of the epochs, that successive halving lets be trained."""
    if question.halving is None:
        return 1.0
    trained, before, left = 0.0, 0, 1.0
    for rung in (*rungs(question.halving, recipe.epochs), recipe.epochs):
        trained += left * (rung - before)
        before, left = rung, left / question.halving.factor
    return trained / recipe.epochs

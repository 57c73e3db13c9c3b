"""What an experiment would cost, before it is begun: runs, time, and what its seeds can show."""

from typing_extensions import TypedDict

from dashboard.people.identity import this_owner
from dashboard.people.looking import library
from dashboard.server.forecast import seconds_of
from dashboard.server.resources import queue, source_here, store
from mnist_core.base.format import count_of
from mnist_core.experiments.power import before
from mnist_core.experiments.question import Question
from mnist_core.library.seed_spread import recorded_spread
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.experiments.cost import Cost, expected_cost
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.run_list.listing import num_runs


class SweepCost(TypedDict):
    """``there`` of the runs were trained already; ``seconds`` of all others on this server's slots,
    None where nobody can know; ``waiting`` runs stand in the queue before them. ``words`` and
    ``power`` say it: the second, how small a difference its seeds can show."""

    trials: int
    runs: int
    there: int
    seconds: float | None
    waiting: int
    words: str
    power: str


def cost_of(question: Question, recipe: Recipe) -> SweepCost:
    """Raises:
        ValueError: something that it asks for cannot be trained.
    """
    cost = expected_cost(store(), question, recipe, seconds_of, source_here(), this_owner())
    at_once = max(1, queue().num_slots)
    waiting = num_runs(store(), RunQuery(states=("queued",)))
    power = before(question, recipe, recorded_spread(library(), recipe, source_here()))
    return {"trials": cost.num_trials, "runs": cost.num_runs, "there": cost.num_there,
            "seconds": None if cost.seconds is None else cost.seconds / at_once,
            "waiting": waiting, "words": _words(cost, at_once, waiting),
            "power": power.text if power else ""}


def _words(cost: Cost, at_once: int, waiting: int) -> str:
    """``5 trials x 3 seeds = 15 runs, about 12 min · behind 2 runs that wait``."""
    place = f"behind {count_of(waiting, 'run')} that wait" if waiting else "next in the queue"
    return f"{cost.words(at_once)} · {place}"

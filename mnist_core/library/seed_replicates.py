"""The other seeds of a recipe, among own runs and reference runs."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, count, islice

from mnist_core.library.library import Library
from mnist_core.recipe.recipe import NewerVersion, Recipe
from mnist_core.runs.database.run import ACTIVE
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.trained import Moment, Trained

MOST_RUNS = 200
"""How many own runs of the same size and length are compared, the newest of them."""


def is_same_recipe(one: Recipe, other: Recipe) -> bool:
    """Whether they differ in nothing but their seed, and where they are trained."""
    return _without_seed(one) == _without_seed(other)


def replicates(library: Library, recipe: Recipe, source: str | None = None) -> Iterator[Trained]:
    """The newest own runs of a recipe with any seed, whatever became of them, then the reference
    runs; on the digits of this ``source`` alone where one is given."""
    references = (trained for trained in library.references() if source in (None, trained.source)
                  and is_same_recipe(trained.recipe, recipe))
    return chain[Trained](_own(library, recipe, RunQuery(source=source)), references)


def active_replicates(library: Library, recipe: Recipe) -> Iterator[Trained]:
    """The newest own runs of a recipe with any seed to which something may still happen."""
    return _own(library, recipe, RunQuery(states=ACTIVE))


def _own(library: Library, recipe: Recipe, query: RunQuery) -> Iterator[Trained]:
    alike = library.own(replace(query, parameters=recipe.describe().parameters,
                                num_epochs=recipe.epochs))
    wanted = _without_seed(recipe)
    return (trained for trained in islice(alike, MOST_RUNS) if _is_equal(trained, wanted))


def accuracy_by_seed(library: Library, trained: Trained, at: Moment | int) -> dict[int, float]:
    """Test accuracy in percent, by seed, of all that were trained by this recipe.

    ``at`` is an epoch, of all that have come so far, or the last or best one of those that were
    trained to the end. Of a seed that was trained more than once, only one counts: ``trained``
    itself, else the newest own run; to train the same seed again says nothing new about chance.
    """
    accuracies: dict[int, float] = {}
    for other in chain([trained], replicates(library, trained.recipe, trained.source)):
        if other.recipe.seed in accuracies:
            continue
        epochs = other.epochs()
        if len(epochs) < (at if isinstance(at, int) else other.recipe.epochs):
            continue
        number = at if isinstance(at, int) else other.best_epoch if at == "best" else None
        accuracies[other.recipe.seed] = epochs[(number or len(epochs)) - 1].test_accuracy
    return accuracies


def seed_runs(library: Library, recipe: Recipe, source: str | None = None
              ) -> tuple[Trained, ...]:
    """Of each seed of a recipe one run, by seed: the newest own one that was trained to its end,
    else a reference run, else one that is on its way."""
    found: dict[int, Trained] = {}
    for other in replicates(library, recipe, source):
        if not other.is_active and len(other.epochs()) >= recipe.epochs:
            found.setdefault(other.recipe.seed, other)
    for other in active_replicates(library, recipe):
        found.setdefault(other.recipe.seed, other)
    return tuple(found[seed] for seed in sorted(found))


def free_seeds(library: Library, recipe: Recipe, num: int) -> tuple[int, ...]:
    """The lowest seeds from 1 on that nobody has trained this recipe with, or is about to."""
    taken = {trained.recipe.seed for trained in replicates(library, recipe)}
    return tuple(islice((seed for seed in count(1) if seed not in taken), num))


def _is_equal(trained: Trained, wanted: Recipe) -> bool:
    try:
        return _without_seed(trained.recipe) == wanted
    except NewerVersion:
        return False


@lru_cache(maxsize=2048)
def _without_seed(recipe: Recipe) -> Recipe:
    return recipe.apart_from_seed

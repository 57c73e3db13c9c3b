"""The other seeds of a recipe, among own runs and reference runs."""

from itertools import chain, islice

from mnist_core.library.library import Library
from mnist_core.recipe.model import Recipe
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.trained import Moment, Trained

MOST_RUNS = 500
"""How many own runs of the same size and length are compared, the newest of them."""


def is_same_recipe(one: Recipe, other: Recipe) -> bool:
    """Whether they differ in nothing but their seed, and where they are trained."""
    return _without_seed(one) == _without_seed(other)


def accuracy_by_seed(library: Library, trained: Trained, moment: Moment) -> dict[int, float]:
    """Test accuracy in percent, by seed, of all that were trained to the end by this recipe.

    Of a seed that was trained more than once, only one counts: ``trained`` itself, else the newest
    own run; to train the same seed again says nothing new about chance.
    """
    alike = library.own(RunQuery(source=trained.source, parameters=trained.parameters,
                                 num_epochs=trained.recipe.epochs))
    known = chain[Trained]([trained], islice(alike, MOST_RUNS), library.references())
    accuracies: dict[int, float] = {}
    for other in known:
        seed = other.recipe.seed
        if (seed in accuracies or other.source != trained.source
                or not is_same_recipe(other.recipe, trained.recipe)):
            continue
        epochs = other.epochs()
        if len(epochs) < other.recipe.epochs:
            continue
        best = other.best_epoch
        accuracies[seed] = (epochs[-1] if moment == "last" or best is None
                            else epochs[best - 1]).test_accuracy
    return accuracies


def _without_seed(recipe: Recipe) -> Recipe:
    return recipe.model_copy(update={"seed": 0, "device": "auto"})

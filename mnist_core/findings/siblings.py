"""The other seeds of a recipe, among own runs and reference runs."""

from collections.abc import Iterable

from mnist_core.library import Library
from mnist_core.recipe import Recipe
from mnist_core.trained import Moment, Trained


def is_same_recipe(one: Recipe, other: Recipe) -> bool:
    """Whether they differ in nothing but their seed, and where they are trained."""
    return _without_seed(one) == _without_seed(other)


def accuracy_by_seed(library: Library, trained: Trained, moment: Moment) -> dict[int, float]:
    """Test accuracy in percent, by seed, of all that were trained to the end by this recipe.

    Of a seed that was trained more than once, only one counts: ``trained`` itself, else the newest
    own run; to train the same seed again says nothing new about chance.
    """
    known: Iterable[Trained] = (trained, *library.own(), *library.references())
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

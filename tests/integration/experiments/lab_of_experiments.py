"""Experiments for the tests of their conductor, whose runs train a fifth of a second."""

from collections.abc import Callable
from typing import Any

from mnist_core.base.validation import checked
from mnist_core.data.mnist import FULL_MNIST
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.question import Question
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.experiments.conductor import Conductor
from mnist_core.runs.experiments.experiments import create_experiment, read_experiment
from mnist_core.runs.records.store import Store
from tests.integration.runs_lab import recipe_of
from tests.pretended_training import Accuracies, train_all

TINY = {"layers": "conv3x3(4,s2) relu gap conv1x1(10) flatten", "num_train": 400, "epochs": 1,
        "rotation": None, "batch_size": 50, "schedule": {"kind": "constant"}}
GRID = {"settings": [{"key": "lr", "values": [0.01, 0.05, 0.1]}], "seeds": [1, 2]}
MOST_STEPS = 1000


def begin(store: Store, given: dict[str, Any] = GRID, **recipe: Any) -> Experiment:
    return create_experiment(store, checked(Question, {"held_out": 100, **given}),
                             recipe_of(**{**TINY, **recipe}))


def conductor_of(store: Store, check_admission: Callable[..., None] = lambda recipe, owner: None
                 ) -> Conductor:
    return Conductor(store, check_admission, lambda: FULL_MNIST)


def best_in_the_middle(recipe: Recipe) -> list[float]:
    """Of the grid the learning rate 0.05 is the best, by more than seeds differ."""
    return [95 - 20 * abs(recipe.optimiser.lr - 0.05) + 0.01 * (recipe.seed % 7)] * recipe.epochs


def conduct(store: Store, experiment: Experiment, accuracies: Accuracies = best_in_the_middle,
            conductor: Conductor | None = None) -> Experiment:
    """To its end, with runs that only pretend to train."""
    conductor = conductor or conductor_of(store)
    for _ in range(MOST_STEPS):
        conductor.step()
        if read_experiment(store, experiment.id, epochs=False).state != "running":
            break
        train_all(store, accuracies)
    return read_experiment(store, experiment.id)

"""Forecasts for this server: how long a run will take, and the pause between two runs."""

from functools import lru_cache

from dashboard.server.resources import data_state, settings, store
from dashboard.server.training_device import training_device
from mnist_core.base.shared_look import SharedLook
from mnist_core.recipe.recipe import NUM_TEST, NUM_TRAIN, Recipe
from mnist_core.runs.fair_queue.past_turns import read_between
from mnist_core.runs.records.past_speed import Pace, read_pace
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.process import threads_each
from mnist_core.training.setup import num_trained

LOOK_SECONDS = 5.0


def device_of(recipe: Recipe) -> str:
    """Where a worker of this server would train it: cpu or cuda."""
    wanted = recipe.device if recipe.device != "auto" else settings().device
    return "cpu" if wanted == "cpu" else training_device().type


def seconds_of(recipe: Recipe, epochs: int | None = None) -> float:
    """What ``epochs`` epochs of ``recipe`` take, the start included; all of them with None.

    Raises:
        ValueError: it cannot be trained on the digits that are here.
    """
    data = data_state().dataset
    num_train = num_trained(recipe, len(data.train) if data else NUM_TRAIN)
    return _pace(store()).now().seconds(recipe, num_train, _num_test(), device_of(recipe),
                                        epochs=epochs)


def seconds_between() -> float:
    """From the end of a run until the next one that waits has its turn."""
    return _between(store()).now()


@lru_cache(maxsize=4)
def _between(store: Store) -> SharedLook[float]:
    return SharedLook(lambda: read_between(store), LOOK_SECONDS)


@lru_cache(maxsize=4)
def _pace(store: Store) -> SharedLook[Pace]:
    return SharedLook(lambda: read_pace(store, _num_test(), threads_each(settings())),
                      LOOK_SECONDS)


def _num_test() -> int:
    data = data_state().dataset
    return len(data.test) if data else NUM_TEST

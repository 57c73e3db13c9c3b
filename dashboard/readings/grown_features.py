"""Features of the loaded digits, read once a network and shared by whoever asks for them."""

from functools import lru_cache
from typing import Literal

from dashboard.people.looking import library
from dashboard.server.one_thread import one_thread
from dashboard.server.resources import data_state
from mnist_core.insight.features import GrowingFeatures
from mnist_core.trained.trained import Moment, Trained
from mnist_core.training.evaluate import CHUNK
from mnist_core.training.memory import digits_at_once


def grown_features(trained: Trained, moment: Moment,
                   split: Literal["train", "test"]) -> GrowingFeatures:
    """Features as far as they are read; ``advance`` reads on.

    Raises:
        ValueError: there are no weights, or one digit takes too much memory.
    """
    return _grown(trained.key, moment, trained.version, split)


@lru_cache(maxsize=6)
def _grown(key: str, moment: Moment, version: str,
           split: Literal["train", "test"]) -> GrowingFeatures:
    # this process trains nothing; beside a training, threads would wait for each other
    one_thread()
    dataset = data_state().dataset
    assert dataset is not None
    trained = library().find(key)
    digits = dataset.train if split == "train" else dataset.test
    recipe = trained.recipe
    at_once = digits_at_once(recipe.describe().layers, CHUNK["cpu"], kept=False)
    return GrowingFeatures(trained.network(moment), digits.images, recipe.normalisation, at_once)

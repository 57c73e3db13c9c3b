"""What decides how long a batch of a recipe takes: two recipes alike in it are equally fast."""

import json

from mnist_core.network.layers import dropout_rates, with_dropout
from mnist_core.network.notation import to_text
from mnist_core.recipe.recipe import Recipe

# forward only, where a trained digit goes forward and backward: a third of the multiplications
TEST_SHARE = 1 / 3


def cost_key(recipe: Recipe) -> str:
    """Equal for recipes whose batches take equally long; rates, seed and epochs do not count."""
    layers = recipe.network
    drops = any(dropout_rates(layers))
    return json.dumps([to_text(with_dropout(layers, 0.5 if drops else 0)),
                       [augmentation.cost for augmentation in recipe.augmentations],
                       recipe.batch_size, recipe.optimiser.kind, recipe.weight_average > 0])


def digits_an_epoch(num_train: int, num_test: int) -> float:
    """How many trained digits an epoch costs, its measurement on the test set included."""
    return num_train + TEST_SHARE * num_test

"""An exponential moving average of the weights (EMA), measured and kept in place of the last ones.

After step n, counted from 0, the average moves by ``1 - decay(n)`` of its way to the weights, with
``decay(n) = min(decay, (1 + n) / (10 + n))``: so that the first steps count for little, as
TensorFlow's ``ExponentialMovingAverage`` does with ``num_updates``. Batch norm's statistics are
averaged, too.
"""

from collections.abc import Mapping
from copy import deepcopy

import torch
from torch import Tensor, nn

from mnist_core.recipe.recipe import Recipe


class WeightAverage:
    """The average of a model's state, as a model of its own, in eval mode."""

    def __init__(self, model: nn.Sequential, decay: float) -> None:
        self.model = deepcopy(model).eval().requires_grad_(False)
        self._decay = decay
        self._average, self._state = self.model.state_dict(), model.state_dict()

    def update(self, num_updates: int) -> None:
        """Move the average after step ``num_updates``, counted from 0."""
        move_average(self._average, self._state, self._decay, num_updates)


def average_of(model: nn.Sequential, recipe: Recipe) -> WeightAverage | None:
    """For a model on its device; None where the recipe asks for none."""
    return WeightAverage(model, recipe.weight_average) if recipe.weight_average else None


@torch.no_grad()
def move_average(average: Mapping[str, Tensor], state: Mapping[str, Tensor], decay: float,
                 num_updates: int) -> None:
    """Move an averaged state towards another of the same names and shapes, in place."""
    share = 1 - min(decay, (1 + num_updates) / (10 + num_updates))
    averages, values = [], []
    for name, value in state.items():
        if value.is_floating_point():
            averages.append(average[name])
            values.append(value.detach())
        else:
            # how many batches batch norm has seen
            average[name].copy_(value)
    torch._foreach_lerp_(averages, values, share)

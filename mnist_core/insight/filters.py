"""What every layer looks for: its learned weights as small pictures."""

from dataclasses import dataclass

from torch import Tensor, nn


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """The weights of layer ``layer`` (from 0).

    [out, in, K, K], where ``in`` counts the channels that feed one output: all, or those of its
    group. A linear layer's are [out, in, 1, 1].
    """

    layer: int
    weights: Tensor


def filters(network: nn.Sequential) -> list[Filters]:
    """Of every convolution and linear layer, in order."""
    found = []
    for index, module in enumerate(network):
        if isinstance(module, nn.Conv2d):
            found.append(Filters(index, module.weight.detach()))
        elif isinstance(module, nn.Linear):
            found.append(Filters(index, module.weight.detach()[:, :, None, None]))
    return found

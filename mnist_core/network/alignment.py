"""Two networks side by side, layer by layer: what was added, removed, changed, and what stayed."""

from dataclasses import dataclass
from typing import Literal

from mnist_core.network.geometry import LayerGeometry, describe
from mnist_core.network.layers import Layer, as_acting

Kind = Literal["same", "changed", "added", "removed"]
_GAP = 1.0
"""What it costs to have a layer in one network only; a change must be cheaper than two of these."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A layer as it was and as it is; None where one of the networks has it not.

    Layers that are the "same" are written alike, yet their sizes may differ.
    """

    kind: Kind
    before: LayerGeometry | None
    after: LayerGeometry | None


def align(before: tuple[Layer, ...], after: tuple[Layer, ...]) -> tuple[Pair, ...]:
    """The pairs in order: the way from one network to the other with the fewest changes.

    It is the weighted edit distance of Wagner and Fischer (1974), in which only layers of one
    kind can become each other.

    Raises:
        ValueError: one of the networks cannot be built.
    """
    old, new = describe(before).layers, describe(after).layers
    costs = _costs(before, after)
    pairs: list[Pair] = []
    i, j = len(before), len(after)
    while i or j:
        if i and j and costs[i][j] == costs[i - 1][j - 1] + _change(before[i - 1], after[j - 1]):
            i, j = i - 1, j - 1
            kind: Kind = "same" if _change(before[i], after[j]) == 0 else "changed"
            pairs.append(Pair(kind, old[i], new[j]))
        elif j and costs[i][j] == costs[i][j - 1] + _GAP:
            j -= 1
            pairs.append(Pair("added", None, new[j]))
        else:
            i -= 1
            pairs.append(Pair("removed", old[i], None))
    return tuple(reversed(pairs))


def _costs(before: tuple[Layer, ...], after: tuple[Layer, ...]) -> list[list[float]]:
    """[i][j]: the cheapest way from the first i layers to the first j."""
    costs = [[_GAP * (i + j) for j in range(len(after) + 1)] for i in range(len(before) + 1)]
    for i, old in enumerate(before, start=1):
        for j, new in enumerate(after, start=1):
            costs[i][j] = min(costs[i - 1][j - 1] + _change(old, new),
                              costs[i - 1][j] + _GAP, costs[i][j - 1] + _GAP)
    return costs


def _change(old: Layer, new: Layer) -> float:
    """Nothing for the same layer, more than any detour for another kind of layer."""
    old, new = as_acting(old), as_acting(new)
    if old == new:
        return 0
    if type(old) is not type(new):
        return 4 * _GAP
    same_window = getattr(old, "kernel", None) == getattr(new, "kernel", None)
    return (1.0 if same_window else 1.5) * _GAP

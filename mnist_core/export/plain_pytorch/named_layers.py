"""The layers of a network by names that read well: ``conv1 bn1 conv2 bn2 linear3``.

Layers with weights are counted together from 1; batch norm and dropout take the number of the one
before them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mnist_core.network.geometry import Description, LayerGeometry
from mnist_core.network.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Drop,
    GlobalPool,
    Layer,
    Linear,
    MaxPool,
    Relu,
)

_KINDS: dict[type[Layer], str] = {Conv: "conv", Linear: "linear", BatchNorm: "bn", Drop: "drop"}


@dataclass(frozen=True, slots=True)
class NamedLayer:
    """``index`` counts from 0, as ``weights.safetensors`` does; ``name`` is empty for what is a
    function and no module: ReLU, pooling, flatten.
    """

    index: int
    name: str
    layer: Layer
    row: LayerGeometry


@dataclass(frozen=True, slots=True)
class Block:
    """Layers under one heading, parted into groups of which each is one line of ``forward``."""

    title: str
    groups: tuple[tuple[NamedLayer, ...], ...]


def named_layers(layers: tuple[Layer, ...], description: Description) -> tuple[NamedLayer, ...]:
    named: list[NamedLayer] = []
    used: set[str] = set()
    number = 0
    for index, (layer, row) in enumerate(zip(layers, description.layers, strict=True)):
        name = ""
        if kind := _KINDS.get(type(layer)):
            number += isinstance(layer, Conv | Linear)
            name = _unused(f"{kind}{number}", used)
            used.add(name)
        named.append(NamedLayer(index, name, layer, row))
    return tuple(named)


def blocks(named: tuple[NamedLayer, ...], description: Description) -> tuple[Block, ...]:
    """Parted where the map is pooled, and where the head begins."""
    head = next((place for place, layer in enumerate(named, start=1)
                 if layer.row is description.head_input), len(named))
    parts: list[tuple[str, list[tuple[NamedLayer, ...]]]] = []
    num_blocks = 0
    for group in _groups(named):
        first = group[0]
        title = parts[-1][0] if parts else ""
        if first.index >= head:
            title = "Head"
        elif _is_pooling(first):
            title = f"Pooling after block {num_blocks}" if num_blocks else "Pooling"
        elif not title.startswith("Block"):
            num_blocks += 1
            title = f"Block {num_blocks}"
        if not parts or parts[-1][0] != title:
            parts.append((title, []))
        parts[-1][1].append(group)
    return tuple(Block(title, tuple(groups)) for title, groups in parts)


def _groups(named: tuple[NamedLayer, ...]) -> Iterator[tuple[NamedLayer, ...]]:
    """What follows a convolution or linear layer belongs to it, up to four layers a line."""
    group: list[NamedLayer] = []
    for layer in named:
        follows = isinstance(layer.layer, BatchNorm | Drop | Relu)
        if group and (not follows or len(group) == 4 or _is_pooling(group[0])):
            yield tuple(group)
            group = []
        group.append(layer)
    yield tuple(group)


def _is_pooling(layer: NamedLayer) -> bool:
    return isinstance(layer.layer, MaxPool | AvgPool | GlobalPool)


def _unused(name: str, used: set[str]) -> str:
    """``bn3``, or ``bn3_2`` where there is one already."""
    if name not in used:
        return name
    return next(other for number in range(2, len(used) + 3)
                if (other := f"{name}_{number}") not in used)

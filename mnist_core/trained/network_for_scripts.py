"""A network as the page's scripts read it: layers with their sizes as JSON, weights as base64."""

from base64 import b64encode
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_core.network.geometry import LayerGeometry
from mnist_core.network.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Drop,
    Flatten,
    GlobalPool,
    Layer,
    Linear,
    MaxPool,
    Relu,
)
from mnist_core.recipe.recipe import Recipe

if TYPE_CHECKING:
    from torch import nn

# what PyTorch counts for itself, and no forward pass reads
_NOT_READ = "num_batches_tracked"


def network_for_scripts(recipe: Recipe, network: "nn.Sequential", num_layers: int | None = None
                  ) -> dict[str, Any]:
    """See ``SavedNetwork`` in ``scripts/network/network.js``; weights are the exact float32 values.

    ``num_layers`` are the first ones, else all.
    """
    layers: list[dict[str, Any]] = []
    values: list[bytes] = []
    rows = zip(recipe.network, recipe.describe().layers, network, strict=True)
    for layer, row, module in islice(rows, num_layers):
        weights = {name: value.detach().numpy().astype("<f4")
                   for name, value in module.state_dict().items() if name != _NOT_READ}
        layers.append(_layer(layer, row) | {
            "weights": {name: value.size for name, value in weights.items()}})
        values += [np.ascontiguousarray(value).tobytes() for value in weights.values()]
    return {"mean": recipe.normalisation.mean, "std": recipe.normalisation.std, "layers": layers,
            "weights": b64encode(b"".join(values)).decode()}


def _layer(layer: Layer, row: LayerGeometry) -> dict[str, Any]:
    return {"kind": _kind(layer), "token": row.token, "inChannels": row.in_channels,
            "outChannels": row.out_channels, "sizeIn": row.size_in, "sizeOut": row.size_out,
            "kernel": row.kernel, "stride": row.stride, "padding": row.padding,
            "dilation": row.dilation, "groups": layer.groups if isinstance(layer, Conv) else 1}


def _kind(layer: Layer) -> str:
    match layer:
        case Conv():
            return "conv"
        case BatchNorm():
            return "bn"
        case Relu():
            return "relu"
        case Drop():
            return "drop"
        case MaxPool():
            return "maxpool"
        case AvgPool():
            return "avgpool"
        case GlobalPool():
            return "gap"
        case Flatten():
            return "flatten"
        case Linear():
            return "linear"

"""Layers to an ``nn.Sequential``, one module a token."""

from torch import nn

from mnist_core.network.dropout import Dropout
from mnist_core.network.geometry import LayerGeometry, describe
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


def build(layers: tuple[Layer, ...]) -> nn.Sequential:
    """The network, with PyTorch's default initialisation, float32, on the CPU.

    It maps [N, 1, 28, 28] to [N, 10] logits. Module ``i`` is token ``i`` (from 0).

    Raises:
        ValueError: the network does not take a digit to 10 values (see ``geometry.describe``).
    """
    rows = describe(layers).layers
    return nn.Sequential(*(_module(layer, row) for layer, row in zip(layers, rows, strict=True)))


def _module(layer: Layer, row: LayerGeometry) -> nn.Module:
    match layer:
        case Conv():
            return nn.Conv2d(row.in_channels, layer.out_channels, layer.kernel, layer.stride,
                             layer.padding, layer.dilation, layer.groups, layer.bias)
        case BatchNorm():
            return (nn.BatchNorm2d if row.spatial else nn.BatchNorm1d)(row.in_channels)
        case Relu():
            return nn.ReLU()
        case Drop(p):
            return Dropout(p)
        case MaxPool(kernel):
            return nn.MaxPool2d(kernel)
        case AvgPool(kernel):
            return nn.AvgPool2d(kernel)
        case GlobalPool():
            return nn.AdaptiveAvgPool2d(1)
        case Flatten():
            return nn.Flatten()
        case Linear():
            return nn.Linear(row.in_channels, layer.out_features, layer.bias)

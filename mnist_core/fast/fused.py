"""A network as a chain of fused stages, for CPUs: PyTorch's convolutions, our own loops between.

PyTorch walks a map in memory for each relu, norm and dropout, and value by value where its channels
do not fill vectors. Here what lies between two convolutions is two walks, whatever the channels.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from mnist_core.fast import stages
from mnist_core.fast.loops import share_threads
from mnist_core.fast.pointwise import Chain, Pointwise
from mnist_core.fast.stages import Saved, Stage
from mnist_core.network.geometry import IMAGE_SIZE, Description, LayerGeometry


class FusedNetwork:
    """Applies the layers of a model, in its own mode, to the values that the model gives."""

    def __init__(self, model: nn.Sequential, network: Description, dtype: torch.dtype) -> None:
        """``dtype``: that of the maps, in which convolutions and linear layers multiply."""
        self._model, self._dtype = model, dtype
        self._stages = list(self._stages_of(network.layers))
        # where gradients end
        self._first = next(index for index, stage in enumerate(self._stages)
                           if stage.has_parameters)
        self._saved: list[Saved] = []

    @torch.no_grad()
    def __call__(self, images: Tensor) -> Tensor:
        """Images [N, 1, 28, 28] to logits [N, 10]."""
        share_threads()
        # one channel is channels last and first at once; only the strides tell PyTorch which
        x = images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE, 1).permute(0, 3, 1, 2).to(self._dtype,
                                                                                 copy=True)
        self._saved.clear()
        training = self._model.training
        for stage in self._stages:
            x, saved = stage.forward(x, training=training)
            if training:
                self._saved.append(saved)
        return x

    @torch.no_grad()
    def backward(self, grad: Tensor) -> None:
        """Put the gradient of every parameter into its ``grad``.

        ``grad`` [N, 10] is that of the logits which the last call returned, in training mode.
        """
        share_threads()
        grad = grad.to(self._dtype)
        for stage in reversed(self._stages[self._first:]):
            grad = stage.backward(self._saved.pop(), grad)

    def _stages_of(self, layers: tuple[LayerGeometry, ...]) -> Iterator[Stage]:
        """Each layer that mixes values, and the longest chains of those that do not."""
        chain, channels = Chain(), 1
        for module, row in zip(self._model, layers, strict=True):
            longer = chain.joined(module)
            if longer is None and chain != Chain():
                yield Pointwise(chain, channels, self._dtype)
                longer = Chain().joined(module)
            chain, channels = longer or Chain(), row.in_channels
            if longer is None:
                yield self._stage(module, row)
        if chain != Chain():
            yield Pointwise(chain, channels, self._dtype)

    def _stage(self, module: nn.Module, row: LayerGeometry) -> Stage:
        match module:
            case nn.Conv2d(groups=1) if row.size_in == row.size_out == row.kernel == 1:
                return stages.Product(module, self._dtype)
            case nn.Conv2d():
                is_first = next(self._model.parameters()) is module.weight
                return stages.Convolution(module, self._dtype, is_first=is_first)
            case nn.MaxPool2d():
                return stages.MaxPool(row.kernel)
            case nn.AvgPool2d():
                return stages.MeanPool(row.kernel)
            case nn.AdaptiveAvgPool2d():
                return stages.MeanPool(row.size_in)
            case nn.Flatten():
                return stages.Flatten()
            case nn.Linear():
                return stages.Product(module, self._dtype)
        raise AssertionError(module)

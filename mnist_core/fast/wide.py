"""A network computed with its channels rounded up to what a CPU's vectors hold.

Batch norm and pooling of 12 or 14 channels run value by value on a CPU, of 16 channels a vector at
a time. The added channels have zero weights and so stay zero, forward and backward: what comes
out, every gradient and every running statistic are those of the network itself.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from mnist_core.fast import stages
from mnist_core.fast.dropout import Dropout, rounded
from mnist_core.fast.stages import Saved, Stage
from mnist_core.geometry import IMAGE_SIZE, Description, LayerGeometry

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


class WideNetwork:
    """Applies the layers of a model, in its own mode, on wider maps than it says.

    Networks with grouped convolutions are applied as they are: their groups would not line up.
    """

    def __init__(self, model: nn.Sequential, network: Description, dtype: torch.dtype) -> None:
        """``dtype``: in which convolutions and linear layers multiply."""
        self._model, self._dtype = model, dtype
        self._is_wide = all(module.groups == 1 for module in model
                            if isinstance(module, nn.Conv2d))
        # where gradients end; no stage before it is left out, for a norm has parameters
        self._first = next(index for index, module in enumerate(model) if [*module.parameters()])
        self._stages = list(self._stages_of(network.layers))
        self._saved: list[Saved] = []

    @torch.no_grad()
    def __call__(self, images: Tensor) -> Tensor:
        """Images [N, 1, 28, 28] to logits [N, 10]."""
        # one channel is channels last and first at once; only the strides tell PyTorch which
        x = images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE, 1).permute(0, 3, 1, 2).to(self._dtype,
                                                                                 copy=True)
        self._saved.clear()
        for stage in self._stages:
            x, saved = stage.forward(x)
            if self._model.training:
                self._saved.append(saved)
        return x

    @torch.no_grad()
    def backward(self, grad: Tensor) -> None:
        """Put the gradient of every parameter into its ``grad``.

        ``grad`` [N, 10] is that of the logits which the last call returned, in training mode.
        """
        grad = grad.to(self._dtype)
        for stage in reversed(self._stages[self._first:]):
            grad = stage.backward(self._saved.pop(), grad)

    def _stages_of(self, layers: tuple[LayerGeometry, ...]) -> Iterator[Stage]:
        before: nn.Module | None = None
        modules = list(self._model)
        for module, behind, row in zip(modules, [*modules[1:], None], layers, strict=True):
            if not (isinstance(module, Dropout) and isinstance(before, NORMS)):
                yield self._stage(module, behind, row)
            before = module

    def _stage(self, module: nn.Module, behind: nn.Module | None, row: LayerGeometry) -> Stage:
        width = self._width(row.in_channels) if row.spatial else row.in_channels
        match module:
            case nn.Conv2d():
                return stages.Convolution(module, width, self._width(row.out_channels),
                                          self._dtype, is_first=module is self._model[self._first])
            case nn.BatchNorm1d() | nn.BatchNorm2d():
                return stages.Norm(module, width, behind if isinstance(behind, Dropout) else None)
            case nn.ReLU():
                return stages.Relu()
            case Dropout():
                return stages.Drop(module, row.in_channels)
            case nn.MaxPool2d():
                return stages.MaxPool(row.kernel)
            case nn.AvgPool2d():
                return stages.MeanPool(row.kernel)
            case nn.AdaptiveAvgPool2d():
                return stages.MeanPool(row.size_in)
            case nn.Flatten():
                return stages.Flatten(row.in_channels)
            case nn.Linear():
                return stages.Product(module, self._dtype)
        raise AssertionError(module)

    def _width(self, channels: int) -> int:
        # the digits themselves have one channel, and nothing widens them
        return rounded(channels) if self._is_wide and channels > 1 else channels

"""The forward pass of a network with its channels rounded up to what a CPU's vectors hold.

Batch norm and pooling of 12 or 14 channels run value by value on a CPU, of 16 channels a vector at
a time. The added channels have zero weights and so stay zero, forward and backward: what comes
out, every gradient and every running statistic are those of the network itself.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.dropout import Dropout, rounded
from mnist_core.geometry import IMAGE_SIZE, Description


class WideNetwork:
    """Applies the layers of a model, in its own mode, on wider maps than it says.

    Networks with grouped convolutions are applied as they are: their groups would not line up.
    """

    def __init__(self, model: nn.Sequential, network: Description) -> None:
        self._model, self._rows = model, network.layers
        self._is_wide = all(module.groups == 1 for module in model
                            if isinstance(module, nn.Conv2d))

    def __call__(self, images: Tensor) -> Tensor:
        """Images [N, 1, 28, 28] to logits [N, 10]."""
        # one channel is channels last and first at once; only the strides tell PyTorch which
        x = images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE, 1).permute(0, 3, 1, 2)
        for module, row in zip(self._model, self._rows, strict=True):
            if isinstance(module, nn.Conv2d):
                x = self._convolved(x, module)
            elif isinstance(module, nn.BatchNorm2d):
                x = self._normalised(x, module)
            elif isinstance(module, Dropout) and module.is_active:
                # the masks are those that the model itself would draw
                own = (len(x), row.out_channels, *x.shape[2:])
                x = x * module.draw(own, x.device, x.dtype, x.shape[1])
            elif isinstance(module, nn.Flatten):
                x = module(x[:, :row.in_channels])
            else:
                x = module(x)
        return x

    def _width(self, channels: int) -> int:
        return rounded(channels) if self._is_wide else channels

    def _convolved(self, x: Tensor, conv: nn.Conv2d) -> Tensor:
        weight, bias = conv.weight, conv.bias
        outputs = self._width(conv.out_channels) - conv.out_channels
        inputs = x.shape[1] // conv.groups - weight.shape[1]
        if outputs or inputs:
            weight = F.pad(weight, (0, 0, 0, 0, 0, inputs, 0, outputs))
            bias = bias if bias is None else F.pad(bias, (0, outputs))
        return torch.conv2d(x, weight.contiguous(memory_format=torch.channels_last), bias,
                            conv.stride, conv.padding, conv.dilation, conv.groups)

    def _normalised(self, x: Tensor, norm: nn.BatchNorm2d) -> Tensor:
        mean, variance = norm.running_mean, norm.running_var
        assert mean is not None and variance is not None and norm.num_batches_tracked is not None
        if norm.training:
            norm.num_batches_tracked.add_(1)
        added = x.shape[1] - norm.num_features
        if not added:
            return F.batch_norm(x, mean, variance, norm.weight, norm.bias, training=norm.training,
                                momentum=norm.momentum or 0.0, eps=norm.eps)
        wide_mean, wide_variance = F.pad(mean, (0, added)), F.pad(variance, (0, added))
        result = F.batch_norm(x, wide_mean, wide_variance, F.pad(norm.weight, (0, added)),
                              F.pad(norm.bias, (0, added)), training=norm.training,
                              momentum=norm.momentum or 0.0, eps=norm.eps)
        if norm.training:
            mean.copy_(wide_mean[:norm.num_features])
            variance.copy_(wide_variance[:norm.num_features])
        return result

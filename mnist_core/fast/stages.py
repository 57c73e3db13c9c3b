"""The layers of a network as stages of a chain, forward and backward by hand, on wide maps.

A chain needs no graph of gradients: each stage hands on what its own backward needs. So values are
changed in place wherever nobody needs the old ones, which is most of what is faster here. Widths:
maps have their channels rounded up to whole vectors, and the added ones hold zeros (see ``wide``).
"""

from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.fast import bits
from mnist_core.fast.dropout import Dropout

aten = torch.ops.aten
Saved = tuple[Tensor, ...]


class Stage(Protocol):
    """One layer. Both ways may overwrite the values that they are given.

    ``backward`` takes what ``forward`` saved and the gradient of its result, puts the gradients of
    the layer's parameters into their ``grad``, and returns the gradient of its input.
    """

    def forward(self, x: Tensor) -> tuple[Tensor, Saved]: ...

    def backward(self, saved: Saved, grad: Tensor) -> Tensor: ...


class Convolution:
    """``inputs`` and ``outputs`` are the widths of its maps, ``dtype`` what it multiplies in."""

    def __init__(self, conv: nn.Conv2d, inputs: int, outputs: int, dtype: torch.dtype, *,
                 is_first: bool) -> None:
        self._conv, self._is_first = conv, is_first
        shape = (outputs, inputs // conv.groups, *conv.kernel_size)
        self._weight = torch.empty(shape, dtype=dtype, device=conv.weight.device,
                                   memory_format=torch.channels_last).zero_()
        self._bias = None if conv.bias is None else self._weight.new_zeros(outputs)

    def forward(self, x: Tensor) -> tuple[Tensor, Saved]:
        conv = self._conv
        _narrow(self._weight, conv.weight).copy_(conv.weight)
        if self._bias is not None and conv.bias is not None:
            _narrow(self._bias, conv.bias).copy_(conv.bias)
        return torch.conv2d(x, self._weight, self._bias, conv.stride, conv.padding,
                            conv.dilation, conv.groups), (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        conv = self._conv
        # nobody asks for the gradient of the digits
        wanted = (not self._is_first, True, conv.bias is not None)
        of_input, of_weight, of_bias = aten.convolution_backward(
            grad, *saved, self._weight, [len(self._weight)], conv.stride, conv.padding,
            conv.dilation, False, (0, 0), conv.groups, wanted)
        _put(conv.weight, of_weight)
        if conv.bias is not None:
            _put(conv.bias, of_bias)
        return grad if self._is_first else of_input


class Norm:
    """Batch norm over maps or over vectors, ``width`` channels wide, and the dropout behind it.

    The dropout's scale goes into weight and bias, so that its masks are 0 or 1.
    """

    def __init__(self, norm: nn.BatchNorm1d | nn.BatchNorm2d, width: int,
                 dropout: Dropout | None) -> None:
        self._norm, self._dropout = norm, dropout
        self._weight, self._bias, self._mean, self._variance = (
            norm.weight.new_zeros(width) for _ in range(4))

    def forward(self, x: Tensor) -> tuple[Tensor, Saved]:
        norm, num = self._norm, self._norm.num_features
        assert norm.running_mean is not None and norm.running_var is not None
        self._weight[:num].copy_(norm.weight).mul_(self._scale)
        self._bias[:num].copy_(norm.bias).mul_(self._scale)
        self._mean[:num].copy_(norm.running_mean)
        self._variance[:num].copy_(norm.running_var)
        result, mean, inverse_std = torch.native_batch_norm(
            x, self._weight, self._bias, self._mean, self._variance, norm.training,
            norm.momentum or 0.0, norm.eps)
        if norm.training:
            assert norm.num_batches_tracked is not None
            norm.num_batches_tracked.add_(1)
            norm.running_mean.copy_(self._mean[:num])
            norm.running_var.copy_(self._variance[:num])
        if self._dropout is None or not self._dropout.is_active:
            return result, (x, mean, inverse_std)
        own_shape = (len(x), num, *x.shape[2:])
        kept = self._dropout.kept(own_shape, x.device, x.shape[1])
        return _keep_(result, kept), (x, mean, inverse_std, kept)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        x, mean, inverse_std, *kept = saved
        of_input: Tensor
        of_input, of_weight, of_bias = aten.native_batch_norm_backward(
            _keep_(grad, *kept) if kept else grad, x, self._weight, self._mean, self._variance,
            mean, inverse_std, True, self._norm.eps, (True, True, True))
        _put(self._norm.weight, of_weight.mul_(self._scale))
        _put(self._norm.bias, of_bias.mul_(self._scale))
        return of_input

    @property
    def _scale(self) -> float:
        return self._dropout.scale if self._dropout else 1.0


class Relu:
    def forward(self, x: Tensor) -> tuple[Tensor, Saved]:
        return bits.relu_(x) if x.dtype == torch.bfloat16 else x.relu_(), (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        # a dropout behind it may have set more of the result to 0: there the gradient is 0 already
        if grad.dtype == torch.bfloat16:
            return bits.relu_backward_(grad, *saved)
        aten.threshold_backward.grad_input(grad, *saved, 0, grad_input=grad)
        return grad


class Drop:
    """Dropout that is not behind a batch norm.

    ``channels`` are the network's own: the masks are those that the model itself would draw.
    """

    def __init__(self, dropout: Dropout, channels: int) -> None:
        self._dropout, self._channels = dropout, channels

    def forward(self, x: Tensor) -> tuple[Tensor, Saved]:
        if not self._dropout.is_active:
            return x, ()
        own_shape = (len(x), self._channels, *x.shape[2:])
        kept = self._dropout.kept(own_shape, x.device, x.shape[1])
        return _keep_(x, kept).mul_(self._dropout.scale), (kept,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        return _keep_(grad, *saved).mul_(self._dropout.scale) if saved else grad


class MaxPool:
    def __init__(self, kernel: int) -> None:
        self._kernel = (kernel, kernel)

    def forward(self, x: Tensor) -> tuple[Tensor, Saved]:
        result, places = aten.max_pool2d_with_indices(x, self._kernel)
        return result, (x, places)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        x, places = saved
        of_input: Tensor = aten.max_pool2d_with_indices_backward(
            grad, x, self._kernel, self._kernel, (0, 0), (1, 1), False, places)
        return of_input


class MeanPool:
    """The mean over squares of ``size`` that do not overlap."""

    def __init__(self, size: int) -> None:
        self._size = (size, size)

    def forward(self, x: Tensor) -> tuple[Tensor, Saved]:
        return F.avg_pool2d(x, self._size), (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        of_input: Tensor = aten.avg_pool2d_backward(grad, *saved, self._size, self._size, (0, 0),
                                                    False, True, None)
        return of_input


class Flatten:
    """Maps to vectors of the network's own ``channels``."""

    def __init__(self, channels: int) -> None:
        self._channels = channels

    def forward(self, x: Tensor) -> tuple[Tensor, Saved]:
        return x[:, :self._channels].flatten(1), (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        wide = torch.zeros_like(saved[0])
        own = wide[:, :self._channels]
        own.copy_(grad.view_as(own))
        return wide


class Product:
    """A linear layer."""

    def __init__(self, linear: nn.Linear, dtype: torch.dtype) -> None:
        self._linear, self._dtype = linear, dtype

    def forward(self, x: Tensor) -> tuple[Tensor, Saved]:
        weight = self._linear.weight.to(self._dtype)
        bias = None if self._linear.bias is None else self._linear.bias.to(self._dtype)
        return F.linear(x, weight, bias), (x, weight)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        x, weight = saved
        _put(self._linear.weight, grad.t() @ x)
        if self._linear.bias is not None:
            _put(self._linear.bias, grad.sum(0))
        return grad @ weight


def _keep_(x: Tensor, kept: Tensor) -> Tensor:
    return bits.keep_(x, kept) if x.dtype == torch.bfloat16 else x.mul_(kept.to(x.dtype))


def _narrow(wide: Tensor, own: Tensor) -> Tensor:
    """The part of a wide tensor that the network's own tensor fills."""
    for axis, size in enumerate(own.shape[:2]):
        wide = wide.narrow(axis, 0, size)
    return wide


def _put(parameter: Tensor, wide: Tensor) -> None:
    parameter.grad = torch.empty_like(parameter).copy_(_narrow(wide, parameter))

"""The layers of a network as stages of a chain, forward and backward by hand.

A chain needs no graph of gradients: each stage hands on what its own backward needs. So values are
changed in place wherever nobody needs the old ones. Maps lie in memory channels last.
"""

from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.fast import kernels
from mnist_core.fast.conv_input_grad import ConvInputGrad, pays_off
from mnist_core.fast.flat import channels_last, flat_maps

aten = torch.ops.aten
Saved = tuple[Tensor, ...]


class Stage(Protocol):
    """One layer, or several that act on each value alone.

    Both ways may overwrite the values that they are given. ``backward`` takes what ``forward``
    saved and the gradient of its result, puts the gradients of the layer's parameters into their
    ``grad``, and returns the gradient of its input.
    """

    has_parameters: bool

    def forward(self, x: Tensor, *, training: bool) -> tuple[Tensor, Saved]:
        """Maps [N, C, H, W] or vectors [N, F] to the layer's, and what ``backward`` needs."""

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        """``grad`` as the output's shape, the result as the input's."""


class Convolution:
    """It multiplies in ``dtype``; nobody asks for the gradient of what the first one sees."""

    has_parameters = True

    def __init__(self, conv: nn.Conv2d, dtype: torch.dtype, *, is_first: bool) -> None:
        self._conv, self._is_first = conv, is_first
        self._weight = conv.weight.detach().to(dtype, copy=True,
                                               memory_format=torch.channels_last)
        self._bias = None if conv.bias is None else conv.bias.detach().to(dtype, copy=True)
        self._input_grad = ConvInputGrad(conv) if not is_first and pays_off(conv, dtype) else None

    def forward(self, x: Tensor, *, training: bool) -> tuple[Tensor, Saved]:
        conv = self._conv
        self._weight.copy_(conv.weight)
        if self._bias is not None and conv.bias is not None:
            self._bias.copy_(conv.bias)
        return torch.conv2d(x, self._weight, self._bias, conv.stride, conv.padding,
                            conv.dilation, conv.groups), (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        conv = self._conv
        wanted = (not (self._is_first or self._input_grad), True, conv.bias is not None)
        of_input, of_weight, of_bias = aten.convolution_backward(
            grad, *saved, self._weight, [len(self._weight)], conv.stride, conv.padding,
            conv.dilation, False, (0, 0), conv.groups, wanted)
        _put(conv.weight, of_weight)
        if conv.bias is not None:
            _put(conv.bias, of_bias)
        if self._input_grad:
            of_input = self._input_grad.backward(grad, self._weight)
        return grad if self._is_first else of_input


class MaxPool:
    """The maxima of squares of ``size`` that do not overlap."""

    has_parameters = False

    def __init__(self, size: int) -> None:
        self._size = (size, size)

    def forward(self, x: Tensor, *, training: bool) -> tuple[Tensor, Saved]:
        if self._size != (2, 2):
            result, places = aten.max_pool2d_with_indices(x, self._size)
            return result, (x, places)
        x = channels_last(x)
        images, channels, rows, columns = x.shape
        result = x.new_empty(images, rows // 2, columns // 2, channels).permute(0, 3, 1, 2)
        kernels.max_pool(flat_maps(x), flat_maps(result))
        return result, (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        x, *places = saved
        if not places:
            kernels.max_pool_backward(flat_maps(x), flat_maps(channels_last(grad)))
            return x
        of_input: Tensor = aten.max_pool2d_with_indices_backward(
            grad, x, self._size, self._size, (0, 0), (1, 1), False, *places)
        return of_input


class MeanPool:
    """The mean over squares of ``size`` that do not overlap."""

    has_parameters = False

    def __init__(self, size: int) -> None:
        self._size = (size, size)

    def forward(self, x: Tensor, *, training: bool) -> tuple[Tensor, Saved]:
        return F.avg_pool2d(x, self._size), (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        of_input: Tensor = aten.avg_pool2d_backward(grad, *saved, self._size, self._size, (0, 0),
                                                    False, True, None)
        return of_input


class Flatten:
    has_parameters = False

    def forward(self, x: Tensor, *, training: bool) -> tuple[Tensor, Saved]:
        return x.flatten(1), (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        x, = saved
        return torch.empty_like(x).copy_(grad.view(x.shape))


class Product:
    """A linear layer, or a 1x1 convolution of maps of one pixel, which is the same."""

    has_parameters = True

    def __init__(self, layer: nn.Linear | nn.Conv2d, dtype: torch.dtype) -> None:
        self._layer, self._dtype = layer, dtype

    def forward(self, x: Tensor, *, training: bool) -> tuple[Tensor, Saved]:
        rows, weight = x.flatten(1), self._layer.weight.flatten(1).to(self._dtype)
        bias = None if self._layer.bias is None else self._layer.bias.to(self._dtype)
        return F.linear(rows, weight, bias).view(len(x), -1, *x.shape[2:]), (rows, weight)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        rows, weight = saved
        grads = grad.flatten(1)
        _put(self._layer.weight, (grads.t() @ rows).view_as(self._layer.weight))
        if self._layer.bias is not None:
            _put(self._layer.bias, grads.sum(0))
        return (grads @ weight).view(len(grad), -1, *grad.shape[2:])


def _put(parameter: Tensor, of_parameter: Tensor) -> None:
    parameter.grad = torch.empty_like(parameter).copy_(of_parameter)

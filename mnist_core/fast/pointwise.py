"""Relu, batch norm and dropout between two convolutions, as one stage of two passes each way."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from mnist_core.fast import kernels
from mnist_core.fast.flat import channels_last, flat
from mnist_core.fast.loops import Array
from mnist_core.fast.stages import Saved
from mnist_core.network.dropout import Dropout, random_start

Norm = nn.BatchNorm1d | nn.BatchNorm2d
# the values of a tile and of what lies beside it must fit into the nearest cache
TILE_VALUES = 512
VECTOR = 16


@dataclass(frozen=True, slots=True)
class Chain:
    """What acts on each value, in this order; each part may be missing.

    A relu and a dropout behind a norm change places without changing a value.
    """

    relu_before: bool = False
    norm: Norm | None = None
    relu_behind: bool = False
    dropout: Dropout | None = None

    def joined(self, module: nn.Module) -> "Chain | None":
        """The chain with one more layer, or None where a chain of its own must begin."""
        match module:
            case nn.ReLU() if not (self.norm or self.dropout):
                return replace(self, relu_before=True)
            case nn.ReLU():
                return replace(self, relu_behind=True)
            case nn.BatchNorm1d() | nn.BatchNorm2d() if not (self.norm or self.dropout):
                return replace(self, norm=module)
            case Dropout() if not self.dropout:
                return replace(self, dropout=module)
        return None


class Pointwise:
    """A chain over maps or vectors of ``channels``, in ``dtype``; its sums are at least float32.

    Dropout's scale goes into that of the norm, so that its masks are 0 or 1. They are drawn again
    in the backward pass, which costs less than keeping them.
    """

    def __init__(self, chain: Chain, channels: int, dtype: torch.dtype) -> None:
        kind = np.float64 if dtype == torch.float64 else np.float32
        self._low, self._floor = (kind(0 if has_relu else -np.inf)
                                  for has_relu in (chain.relu_before, chain.relu_behind))
        smallest = math.lcm(channels, VECTOR)
        self._rows = np.zeros((kernels.NUM_ROWS, smallest * -(-TILE_VALUES // smallest)), kind)
        self._dropout = chain.dropout
        self._norm = ChainedNorm(chain.norm, self._rows) if chain.norm else None
        self.has_parameters = chain.norm is not None
        self._num_dropped, self._scale, self._start = 0, 1.0, np.uint64(0)

    def forward(self, x: Tensor, *, training: bool) -> tuple[Tensor, Saved]:
        x = channels_last(x)
        values, parts = flat(x), self._room()
        self._draw(training=training)
        if self._norm is None:
            self._rows[kernels.SCALE] = self._scale
        else:
            self._norm.prepare(values, self._low, parts, self._scale, training=training)
        # x is needed once more only to find gradients
        y = torch.empty_like(x) if training else x
        kernels.apply(values, flat(y), self._rows, self._low, self._floor, self._start,
                      self._num_dropped, len(parts))
        return y, (x,)

    def backward(self, saved: Saved, grad: Tensor) -> Tensor:
        grad, parts = channels_last(grad), self._room()
        values, grads = flat(*saved), flat(grad)
        kernels.grad_sums(values, grads, self._rows, self._low, self._floor, self._start,
                          self._num_dropped, parts)
        if self._norm:
            self._norm.put_gradients(values.size, parts, self._scale)
        kernels.apply_backward(values, grads, self._rows, self._low, len(parts))
        return grad

    def _draw(self, *, training: bool) -> None:
        """What decides the masks of this batch."""
        self._num_dropped, self._scale = 0, 1.0
        if training and self._dropout and self._dropout.num_dropped:
            self._num_dropped, self._scale = self._dropout.num_dropped, self._dropout.scale
            self._start = np.uint64(random_start(torch.device("cpu")).item() % 2**64)

    def _room(self) -> Array:
        """For the sums of each thread: their order, and so their rounding, is the threads'."""
        return np.empty((torch.get_num_threads(), 2, self._rows.shape[1]), self._rows.dtype)


class ChainedNorm:
    """The batch norm of a chain: arrays on its tensors' memory, and the rows that it fills."""

    def __init__(self, norm: Norm, rows: Array) -> None:
        assert norm.running_mean is not None and norm.running_var is not None
        self._norm, self._rows = norm, rows
        self._weight, self._bias = norm.weight.detach().numpy(), norm.bias.detach().numpy()
        self._mean, self._variance = norm.running_mean.numpy(), norm.running_var.numpy()

    def prepare(self, values: Array, low: Any, parts: Array, scale: float, *,
                training: bool) -> None:
        norm = self._norm
        if training:
            assert norm.num_batches_tracked is not None and norm.momentum is not None
            norm.num_batches_tracked.add_(1)
            kernels.statistics(values, self._rows, low, parts, norm.momentum, norm.eps,
                               self._mean, self._variance)
        else:
            kernels.running_statistics(self._rows, self._mean, self._variance, norm.eps)
        kernels.set_scale(self._rows, self._weight, self._bias, scale)

    def put_gradients(self, num_values: int, parts: Array, scale: float) -> None:
        """From the sums of all values into the ``grad`` of weight and bias."""
        norm = self._norm
        of_weight, of_bias = torch.empty_like(norm.weight), torch.empty_like(norm.bias)
        kernels.norm_gradients(self._rows, parts, num_values // len(of_bias), scale,
                               of_weight.numpy(), of_bias.numpy())
        norm.weight.grad, norm.bias.grad = of_weight, of_bias

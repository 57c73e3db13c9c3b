"""The loss along one gradient, and where steps of a learning rate lead on it.

A network has thousands of weights, and its loss as many directions. A slice follows one of them,
the gradient at a point of the training: at ``at`` lie the weights that one step of that learning
rate would reach. Further steps are gradient descent along the same line.
"""

from collections.abc import Generator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Gradient = tuple[Tensor, ...]
NUM_POINTS = 25
NUM_DIGITS = 200
_FIRST_RATE, _LAST_RATE = 0.01, 1_000.0
HIGH = 3.0
"""A slice ends where the loss is this many times that at its start."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Measured at ``at``, learning rates in ascending order, 0 (the start) among them.

    ``loss`` in nats. ``slope`` is how steep it is in shares of how steep it is at the start, where
    it is -1: from ``at`` a step of the rate r goes on by -r times it. ``steepness`` is that of the
    start, in nats a unit of the rate: the square of the gradient.
    """

    at: tuple[float, ...]
    loss: tuple[float, ...]
    slope: tuple[float, ...]
    steepness: float


class Line:
    """The weights along one gradient. The network is changed by every measurement."""

    def __init__(self, network: nn.Sequential, images: Tensor, labels: Tensor) -> None:
        """Begin at the weights that the network has.

        Args:
            network: nobody else's. Batch norm takes mean and variance of these digits, as while
                training; dropout drops nothing.
            images: normalised digits [N, 1, 28, 28].
            labels: int64 [N].
        """
        self._network, self._images, self._labels = _as_one_batch(network), images, labels
        self._weights = [weight.requires_grad_() for weight in network.parameters()]
        self._start = [weight.detach().clone() for weight in self._weights]
        self._gradient = self._measured()[1]
        self.steepness = _product(self._gradient, self._gradient)

    @property
    def is_flat(self) -> bool:
        """There is no gradient to go along."""
        return not self.steepness > 0

    def at(self, rate: float) -> tuple[float, float]:
        """Loss and slope (see ``Slice``)."""
        with torch.no_grad():
            for weight, start, along in zip(self._weights, self._start, self._gradient,
                                            strict=True):
                weight.copy_(start - rate * along)
        loss, gradient = self._measured()
        return loss, -_product(self._gradient, gradient) / self.steepness

    def _measured(self) -> tuple[float, Gradient]:
        with torch.enable_grad():
            loss = F.cross_entropy(self._network(self._images), self._labels)
            gradient: Gradient = torch.autograd.grad(loss, self._weights)
            return loss.item(), gradient


def measure_slice(line: Line, num: int = NUM_POINTS) -> Generator[float, None, Slice]:
    """The slice, from where the loss is high before the start to where it is behind the valley.

    Yields:
        the share of the work that is done.
    """
    end = yield from _end(line)
    # the far side of the valley tells how steep its walls are; half as much lies before the start
    rates = sorted({0.0, *((-0.5 + 1.5 * index / (num - 2)) * end for index in range(num - 1))})
    measured = []
    for rate in rates:
        measured.append(line.at(rate))
        yield 0.25 + 0.75 * len(measured) / len(rates)
    losses, slopes = zip(*measured, strict=True)
    return Slice(tuple(rates), losses, slopes, line.steepness)


def _end(line: Line) -> Generator[float, None, float]:
    """The rate at which a step ends high above the start."""
    start, _ = line.at(0.0)
    low, high = 0.0, _FIRST_RATE
    while line.at(high)[0] < HIGH * start and high < _LAST_RATE:
        low, high = high, 2 * high
        yield 0.15
    for _ in range(3):
        between = (low + high) / 2
        if line.at(between)[0] < HIGH * start:
            low = between
        else:
            high = between
        yield 0.25
    return high


def _as_one_batch(network: nn.Sequential) -> nn.Sequential:
    network.eval()
    for module in network:
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            module.track_running_stats = False
            module.running_mean = module.running_var = None
    return network


def _product(these: Gradient, those: Gradient) -> float:
    return sum(float((one.double() * other.double()).sum())
               for one, other in zip(these, those, strict=True))

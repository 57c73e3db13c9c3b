"""Class activation maps: where in a digit the evidence for a class lies.

Where a network ends in global average pooling and an affine map, the logit of a class is the mean
of one map, plus a constant: that map is exact (Zhou et al., "Learning Deep Features for
Discriminative Localization", 2016). Elsewhere the map is Grad-CAM's (Selvaraju et al., 2017), an
approximation, from the last layer whose map is wide enough to point at anything.
"""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mnist_core.network.dropout import Dropout
from mnist_core.network.geometry import IMAGE_SIZE

ActivationMethod = Literal["exact", "gradient"]
MIN_SIZE = 5
"""Grad-CAM takes no narrower map: it could only tell the middle from the border."""
_AFFINE = (nn.Conv2d, nn.BatchNorm1d, nn.BatchNorm2d, nn.Linear, nn.Flatten, Dropout)


@dataclass(frozen=True, slots=True, eq=False)
class ClassActivation:
    """A map for one class.

    Attributes:
        map: float32 [28, 28], ``values`` laid over the digit: every value lies where the centre of
            its receptive field is, bilinear between; outside the outermost centres the map fades
            until their receptive fields end.
        values: float32 [n, n]. Exact: evidence in logits, whose mean and a constant of the head
            are the logit; below 0 it speaks against the class. Gradient: at least 0, no unit.
        method: which of the two it is.
        layer: the module whose output it is made of, from 0; -1 is the digit itself.
    """

    map: Tensor
    values: Tensor
    method: ActivationMethod
    layer: int

    @property
    def size(self) -> int:
        """Positions on a side of the map that was laid over the digit."""
        return len(self.values)


def class_activation(network: nn.Sequential, image: Tensor, target: int) -> ClassActivation:
    """The map of class ``target`` for one normalised digit, float32 [1, 1, 28, 28].

    ``network`` is in eval mode, on the CPU, one module a layer (``network.build``); it is not
    changed.
    """
    assert not network.training and image.shape == (1, 1, IMAGE_SIZE, IMAGE_SIZE)
    outputs = _outputs(network, image)
    pooling = _global_pooling(network, [image, *outputs])
    if pooling is None:
        layer = max((index for index, output in enumerate(outputs)
                     if output.dim() == 4 and output.shape[-1] >= MIN_SIZE), default=-1)
        values = _gradient_values(network[layer + 1:], _output(image, outputs, layer), target)
    else:
        layer = pooling - 1
        values = _exact_values(network[pooling + 1:], _output(image, outputs, layer), target)
    placed = _placed(values, _lattice(network[:layer + 1]))
    return ClassActivation(placed, values, "gradient" if pooling is None else "exact", layer)


def _output(image: Tensor, outputs: list[Tensor], layer: int) -> Tensor:
    return image if layer < 0 else outputs[layer]


@torch.no_grad()
def _outputs(network: nn.Sequential, image: Tensor) -> list[Tensor]:
    outputs = [image]
    for module in network:
        outputs.append(module(outputs[-1]))
    return outputs[1:]


def _global_pooling(network: nn.Sequential, inputs: list[Tensor]) -> int | None:
    """The module that takes the mean of a whole map, if all that comes after it is affine.

    ``inputs[i]`` is what module i is given.
    """
    for index in range(len(network) - 1, -1, -1):
        module, size = network[index], inputs[index].shape[-1]
        if ((isinstance(module, nn.AvgPool2d) and module.kernel_size == size > 1)
                or (isinstance(module, nn.AdaptiveAvgPool2d) and size > 1)):
            return index
        if not isinstance(module, _AFFINE):
            return None
    return None


def _exact_values(head: nn.Sequential, maps: Tensor, target: int) -> Tensor:
    """The sum over channels of map times weight: ``head`` is affine, its gradient its weights."""
    with torch.enable_grad():
        pooled = maps.mean(dim=(2, 3), keepdim=True).requires_grad_()
        weights, = torch.autograd.grad(head(pooled)[0, target], pooled)
    return (weights * maps).sum(dim=1)[0]


def _gradient_values(rest: nn.Sequential, maps: Tensor, target: int) -> Tensor:
    """Grad-CAM: every channel weighs its mean gradient; what speaks against the class is cut."""
    with torch.enable_grad():
        maps = maps.detach().clone().requires_grad_()
        gradients, = torch.autograd.grad(rest(maps)[0, target], maps)
    weights = gradients.mean(dim=(2, 3), keepdim=True)
    return (weights * maps.detach()).sum(dim=1)[0].relu()


@dataclass(frozen=True, slots=True)
class _Lattice:
    """Where the values of a map look: ``centre`` is the pixel in the middle of the first one's
    receptive field, ``jump`` the distance to the next, ``receptive_field`` the width."""

    centre: float = 0.0
    jump: int = 1
    receptive_field: int = 1


def _lattice(body: nn.Sequential) -> _Lattice:
    found = _Lattice()
    for module in body:
        if isinstance(module, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
            kernel, stride, padding = (_side(getattr(module, name)) for name in
                                       ("kernel_size", "stride", "padding"))
            reach = _side(getattr(module, "dilation", 1)) * (kernel - 1)
            found = _Lattice(found.centre + found.jump * (reach / 2 - padding),
                             found.jump * stride, found.receptive_field + reach * found.jump)
    return found


def _side(value: int | tuple[int, int]) -> int:
    return value if isinstance(value, int) else value[0]


def _placed(values: Tensor, lattice: _Lattice) -> Tensor:
    """Values [n, n] over the digit's pixels."""
    at = (torch.arange(IMAGE_SIZE) - lattice.centre) / lattice.jump
    last = len(values) - 1
    # grid_sample counts from -1, the first value's centre, to 1, the last one's
    grid = torch.stack(torch.meshgrid(2 * at / last - 1, 2 * at / last - 1, indexing="xy"), dim=-1)
    laid = F.grid_sample(values[None, None], grid[None], padding_mode="border",
                         align_corners=True)[0, 0]
    outside = (at - at.clamp(0, last)).abs() * lattice.jump
    fade = (1 - outside / (lattice.receptive_field / 2)).clamp(min=0)
    return laid * fade * fade[:, None]

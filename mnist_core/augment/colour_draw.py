"""Brightness and contrast of every digit, drawn and applied."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import torch
from numba import prange
from torch import Tensor

from mnist_core.augment.colour import Colour
from mnist_core.base.rng import uniform
from mnist_core.fast.loops import Array, compiled
from mnist_core.network.geometry import IMAGE_SIZE

_NUM_PIXELS = IMAGE_SIZE * IMAGE_SIZE


def draw(colour: Colour, num: int, random: torch.Generator) -> "Tint":
    """The parameters of ``num`` digits."""
    brightness, contrast = (uniform(num, max(0.0, 1 - value), 1 + value, random)
                            for value in (colour.brightness, colour.contrast))
    return Tint(brightness, contrast, torch.rand(num, generator=random) < 0.5)


@dataclass(frozen=True, slots=True)
class Tint:
    """Brightness and contrast factors of N digits, [N] float32, and which of the two is first."""

    brightness: Tensor
    contrast: Tensor
    brightness_first: Tensor

    def rows(self, rows: slice, device: torch.device) -> Self:
        return type(self)(self.brightness[rows].to(device), self.contrast[rows].to(device),
                          self.brightness_first[rows].to(device))

    def apply(self, pixels: Tensor) -> Tensor:
        first = self.brightness_first.view(-1, 1, 1, 1)
        brightness = torch.where(first, self.brightness.view(-1, 1, 1, 1), 1)
        contrast = self.contrast.view(-1, 1, 1, 1)
        brightness_after = torch.where(first, 1, self.brightness.view(-1, 1, 1, 1))
        pixels = _eight_bit(pixels * brightness)
        mean = pixels.mean(dim=(1, 2, 3), keepdim=True)
        pixels = _eight_bit(contrast * pixels + (1 - contrast) * mean)
        return _eight_bit(pixels * brightness_after)

    def apply_compiled(self, pixels: Array) -> Array:
        result = pixels.copy()
        _tint(result, *(factors.numpy() for factors in (
            self.brightness, self.contrast, self.brightness_first)))
        return result

    def moved(self, digit: Tensor, places: Tensor) -> Tensor:
        return places


def _eight_bit(pixels: Tensor) -> Tensor:
    return pixels.clamp_(0, 255).trunc_()


@compiled(parallel=True)
def _tint(pixels: Array, brightness: Array, contrast: Array, brightness_first: Array) -> None:
    """Brightness and contrast of uint8 [N, 784], in place; factors float32 [N]."""
    one = np.float32(1)
    for digit in prange(len(pixels)):
        values, first = pixels[digit], brightness_first[digit]
        _scale(values, brightness[digit] if first else one, np.float32(0))
        total = 0
        for place in range(_NUM_PIXELS):
            total += values[place]
        mean = np.float32(total) / np.float32(_NUM_PIXELS)
        _scale(values, contrast[digit], (one - contrast[digit]) * mean)
        _scale(values, one if first else brightness[digit], np.float32(0))


@compiled()
def _scale(values: Array, factor: Any, offset: Any) -> None:
    """``factor * value + offset`` within 0 to 255, cut off to whole grey levels."""
    for place in range(values.size):
        value = factor * np.float32(values[place]) + offset
        values[place] = np.uint8(np.int32(min(max(value, np.float32(0)), np.float32(255))))

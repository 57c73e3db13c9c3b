"""Warps and tints of 8-bit digits, compiled for this CPU: one walk over a digit and transform.

The same arithmetic as that of ``augment``'s operators, in the same order, so without fast maths.
"""

from typing import Any

import numpy as np
import torch
from numba import prange
from torch import Tensor

from mnist_core.data.augment.augment import Draws
from mnist_core.fast.loops import Array, compiled, share_threads
from mnist_core.network.geometry import IMAGE_SIZE

_NUM_PIXELS = IMAGE_SIZE * IMAGE_SIZE
_HALF = np.float32(IMAGE_SIZE / 2)
_LAST = np.float32(IMAGE_SIZE - 1)
# float32 has no room for fractions there: adding it rounds, of two as near to the even one
_NO_FRACTIONS = np.float32(3 << 22)
_IDENTITY = np.eye(3, dtype=np.float32).reshape(-1)
_PADDED = IMAGE_SIZE + 2


def augment(images: Tensor, draws: Draws) -> Tensor:
    """What ``augment.augment`` makes of digits on the CPU; uint8 [N, 28, 28] to the same.

    Between four pixels, a sum that lies within a rounding error of the middle of two grey levels
    may become the other one: 3 of 4,704,000 pixels, by one level.
    """
    if draws.is_identity:
        return images
    share_threads()
    pixels = images.reshape(-1, _NUM_PIXELS).numpy()
    for warp in draws.warps:
        source, pixels = pixels, np.empty_like(pixels)
        resample = _nearest if warp.nearest else _bilinear
        resample(source, warp.matrices.reshape(-1, 9).numpy(), warp.fill, pixels)
    if draws.tint:
        pixels = pixels if draws.warps else pixels.copy()
        _tint(pixels, *(factors.numpy() for factors in (
            draws.tint.brightness, draws.tint.contrast, draws.tint.brightness_first)))
    return torch.from_numpy(pixels).view_as(images)


@compiled()
def _places(matrix: Array, across: Array, down: Array) -> None:
    """Where each output pixel looks, in input pixels, 0 at the centre of the first; [784] each."""
    one, half = np.float32(1), np.float32(0.5)
    for row in range(IMAGE_SIZE):
        y = np.float32(row) + half
        for column in range(IMAGE_SIZE):
            x = np.float32(column) + half
            depth = matrix[6] * x + matrix[7] * y + matrix[8]
            x_in = (matrix[0] * x + matrix[1] * y + matrix[2]) / depth
            y_in = (matrix[3] * x + matrix[4] * y + matrix[5]) / depth
            place = row * IMAGE_SIZE + column
            # to grid_sample's -1 to 1 and back, as its operator does
            across[place] = (x_in / _HALF - one + one) * _HALF - half
            down[place] = (y_in / _HALF - one + one) * _HALF - half


@compiled(parallel=True)
def _nearest(source: Array, matrices: Array, fill: int, target: Array) -> None:
    """uint8 [N, 784] to uint8 [N, 784]; ``matrices`` float32 [N, 9], output to input pixel."""
    for digit in prange(len(source)):
        pixels = np.empty(_NUM_PIXELS + 1, np.uint8)
        pixels[:_NUM_PIXELS] = source[digit]
        pixels[_NUM_PIXELS] = fill
        across, down = np.empty(_NUM_PIXELS, np.float32), np.empty(_NUM_PIXELS, np.float32)
        _places(matrices[digit], across, down)
        looked_up = np.empty(_NUM_PIXELS, np.int32)
        zero = np.float32(0)
        for place in range(_NUM_PIXELS):
            x = across[place] + _NO_FRACTIONS - _NO_FRACTIONS
            y = down[place] + _NO_FRACTIONS - _NO_FRACTIONS
            is_inside = (x >= zero) & (x <= _LAST) & (y >= zero) & (y <= _LAST)
            looked_up[place] = (np.int32(y * np.float32(IMAGE_SIZE) + x) if is_inside
                                else _NUM_PIXELS)
        result = target[digit]
        for place in range(_NUM_PIXELS):
            result[place] = pixels[looked_up[place]]


@compiled(parallel=True)
def _bilinear(source: Array, matrices: Array, fill: int, target: Array) -> None:
    """The same between four pixels, rounded to whole grey levels."""
    one, level = np.float32(1), np.float32(fill)
    inside = np.zeros((_PADDED, _PADDED), np.float32)
    inside[1:-1, 1:-1] = 1
    for digit in prange(len(source)):
        if (matrices[digit] == _IDENTITY).all():
            target[digit] = source[digit]
            continue
        pixels = np.zeros((_PADDED, _PADDED), np.float32)
        pixels[1:-1, 1:-1] = source[digit].reshape(IMAGE_SIZE, IMAGE_SIZE)
        across, down = np.empty(_NUM_PIXELS, np.float32), np.empty(_NUM_PIXELS, np.float32)
        _places(matrices[digit], across, down)
        result = target[digit]
        for place in range(_NUM_PIXELS):
            x, y = across[place], down[place]
            is_near = (x > -one) & (x < _LAST + one) & (y > -one) & (y < _LAST + one)
            if not is_near:
                result[place] = np.uint8(fill)
                continue
            column, row = int(np.floor(x)), int(np.floor(y))
            right, low = x - np.float32(column), y - np.float32(row)
            left, high = one - right, one - low
            value = _between(pixels, row + 1, column + 1, left, right, high, low)
            share = _between(inside, row + 1, column + 1, left, right, high, low)
            value = value * share + (one - share) * level
            result[place] = np.uint8(value + _NO_FRACTIONS - _NO_FRACTIONS)


@compiled()
def _between(pixels: Array, row: int, column: int, left: float, right: float, high: float,
             low: float) -> Any:
    return (pixels[row, column] * (high * left) + pixels[row, column + 1] * (high * right)
            + pixels[row + 1, column] * (low * left) + pixels[row + 1, column + 1] * (low * right))


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

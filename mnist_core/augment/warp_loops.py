"""Resampling of 8-bit digits, compiled for this CPU: one walk over a digit and transform.

The same arithmetic as that of PyTorch's operators (``warp.resampled``), in the same order, so
without fast maths. Between four pixels, a sum that lies within a rounding error of the middle of
two grey levels may become the other one: 3 of 4,704,000 pixels, by one level.
"""

from typing import Any

import numpy as np
from numba import prange

from mnist_core.fast.loops import Array, compiled
from mnist_core.network.geometry import IMAGE_SIZE

_NUM_PIXELS = IMAGE_SIZE * IMAGE_SIZE
_HALF = np.float32(IMAGE_SIZE / 2)
_LAST = np.float32(IMAGE_SIZE - 1)
# float32 has no room for fractions there: adding it rounds, of two as near to the even one
_NO_FRACTIONS = np.float32(3 << 22)
_IDENTITY = np.eye(3, dtype=np.float32).reshape(-1)
_PADDED = IMAGE_SIZE + 2


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


@compiled()
def _look_up(pixels: Array, across: Array, down: Array, result: Array) -> None:
    """The nearest of uint8 [784 + 1], whose last one is the fill, for each of uint8 [784]."""
    looked_up = np.empty(_NUM_PIXELS, np.int32)
    zero = np.float32(0)
    for place in range(_NUM_PIXELS):
        x = across[place] + _NO_FRACTIONS - _NO_FRACTIONS
        y = down[place] + _NO_FRACTIONS - _NO_FRACTIONS
        is_inside = (x >= zero) & (x <= _LAST) & (y >= zero) & (y <= _LAST)
        looked_up[place] = (np.int32(y * np.float32(IMAGE_SIZE) + x) if is_inside
                            else _NUM_PIXELS)
    for place in range(_NUM_PIXELS):
        result[place] = pixels[looked_up[place]]


@compiled()
def _mix(pixels: Array, inside: Array, across: Array, down: Array, fill: int,
         result: Array) -> None:
    """Four of float32 [30, 30] mixed for each of uint8 [784], rounded to whole grey levels."""
    one, level = np.float32(1), np.float32(fill)
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
def nearest(source: Array, matrices: Array, fill: int, target: Array) -> None:
    """The nearest pixel: uint8 [N, 784] to uint8 [N, 784].

    ``matrices`` is float32 [N, 9], output to input pixel.
    """
    for digit in prange(len(source)):
        pixels = np.empty(_NUM_PIXELS + 1, np.uint8)
        pixels[:_NUM_PIXELS] = source[digit]
        pixels[_NUM_PIXELS] = fill
        across, down = np.empty(_NUM_PIXELS, np.float32), np.empty(_NUM_PIXELS, np.float32)
        _places(matrices[digit], across, down)
        _look_up(pixels, across, down, target[digit])


@compiled(parallel=True)
def bilinear(source: Array, matrices: Array, fill: int, target: Array) -> None:
    """Between four pixels, rounded to whole grey levels; shapes as for ``nearest``."""
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
        _mix(pixels, inside, across, down, fill, target[digit])


@compiled(parallel=True)
def nearest_at(source: Array, places: Array, fill: int, target: Array) -> None:
    """The nearest pixel: uint8 [N, 784] to uint8 [N, 784].

    ``places`` is float32 [N, 2, 784], x and y of the input pixel that each output pixel looks at; 0
    is the centre of the first.
    """
    for digit in prange(len(source)):
        pixels = np.empty(_NUM_PIXELS + 1, np.uint8)
        pixels[:_NUM_PIXELS] = source[digit]
        pixels[_NUM_PIXELS] = fill
        _look_up(pixels, places[digit, 0], places[digit, 1], target[digit])


@compiled(parallel=True)
def bilinear_at(source: Array, places: Array, fill: int, target: Array) -> None:
    """Between four pixels, rounded to whole grey levels; shapes as for ``nearest_at``."""
    inside = np.zeros((_PADDED, _PADDED), np.float32)
    inside[1:-1, 1:-1] = 1
    for digit in prange(len(source)):
        pixels = np.zeros((_PADDED, _PADDED), np.float32)
        pixels[1:-1, 1:-1] = source[digit].reshape(IMAGE_SIZE, IMAGE_SIZE)
        _mix(pixels, inside, places[digit, 0], places[digit, 1], fill, target[digit])

"""Loops over the values of a map, compiled for this CPU: all that lies between two convolutions.

A map is a flat array of values, channels last, so value ``i`` belongs to channel ``i % C``. It is
walked in tiles of a multiple of C values, beside which rows of the same length hold what belongs to
each channel: any number of channels fills whole vectors. bfloat16 comes as int16, the same bits.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import prange, types

from mnist_core.fast.loops import Array, chosen_by_types, compiled
from mnist_core.network.dropout import GOLDEN, MIX, NEVER_DROPPED

MEAN, INVERSE_STD, SCALE, SHIFT, OFFSET, SLOPE = range(6)
"""The rows beside a tile: how its values are normalised, and what is taken off their gradients."""
NUM_ROWS = 6


def _read(values: Array, index: int) -> Any: ...


def _write(values: Array, index: int, value: Any) -> None: ...


@chosen_by_types(_read)
def _reader(values: Array, index: int) -> Callable[..., Any]:
    if isinstance(values.dtype, types.Integer):
        return lambda values, index: np.uint32(
            np.uint32(np.uint16(values[index])) << np.uint32(16)).view(np.float32)
    return lambda values, index: values[index]


@chosen_by_types(_write)
def _writer(values: Array, index: int, value: Any) -> Callable[..., Any]:
    if isinstance(values.dtype, types.Integer):
        def write_bfloat16(values: Array, index: int, value: Any) -> None:
            # to the nearest, and of two as near to the even one, as PyTorch rounds
            bits = np.float32(value).view(np.uint32)
            odd = (bits >> np.uint32(16)) & np.uint32(1)
            values[index] = np.int16((bits + np.uint32(0x7FFF) + odd) >> np.uint32(16))
        return write_bfloat16

    def write(values: Array, index: int, value: Any) -> None:
        values[index] = value
    return write


def _room(values: Array, num: int) -> Array: ...


@chosen_by_types(_room)
def _room_for(values: Array, num: int) -> Callable[..., Any]:
    """Room for ``num`` values as they are read."""
    dtype = np.float32 if isinstance(values.dtype, types.Integer) else values.dtype
    return lambda values, num: np.empty(num, dtype)


@compiled(any_order=True)
def _at_least(value: Any, low: Any) -> Any:
    """The larger one; NaN stays NaN, which ``max`` does not promise."""
    return low if value < low else value


@compiled(any_order=True)
def _fill_words(words: Array, first: int, start: np.uint64) -> None:
    """``dropout.random_words``, from word ``first`` on."""
    half, golden, mix = np.uint64(32), np.uint64(GOLDEN), np.uint64(MIX)
    for index in range(words.size):
        word = np.uint64(first + index) * golden + start
        word = (word ^ (word >> half)) * mix
        word = (word ^ (word >> half)) * mix
        words[index] = word ^ (word >> half)


@compiled(parallel=True, any_order=True)
def _sums(x: Array, rows: Array, low: Any, parts: Array) -> None:
    """Sums of ``max(x, low)`` less the mean row, and of its square, beside each place of a tile.

    ``parts`` [P, 2, T] takes P sums, each of as many tiles.
    """
    num_parts, _, tile = parts.shape
    num_tiles = -(-x.size // tile)
    for part in prange(num_parts):
        sums, squares = parts[part, 0], parts[part, 1]
        sums[:] = 0
        squares[:] = 0
        for index in range(part * num_tiles // num_parts, (part + 1) * num_tiles // num_parts):
            values = x[index * tile:(index + 1) * tile]
            for place in range(values.size):
                value = _at_least(_read(values, place), low) - rows[MEAN, place]
                sums[place] += value
                squares[place] += value * value


@compiled(any_order=True)
def statistics(x: Array, rows: Array, low: Any, parts: Array, momentum: float, eps: float,
               running_mean: Array, running_var: Array) -> None:
    """Write each channel's mean and inverse deviation into the rows, and move the running ones.

    Sums are taken of differences from one value of the channel, so that nothing large cancels.
    """
    channels, tile = running_mean.size, rows.shape[1]
    for place in range(tile):
        rows[MEAN, place] = _at_least(_read(x, place % channels), low)
    _sums(x, rows, low, parts)
    num = x.size // channels
    for channel in range(channels):
        total, squares = _fold(parts, channel, channels)
        mean = rows[MEAN, channel] + total / num
        variance = max(0.0, (squares - total * total / num) / num)
        running_mean[channel] += momentum * (mean - running_mean[channel])
        running_var[channel] += momentum * (variance * num / (num - 1) - running_var[channel])
        rows[MEAN, channel:tile:channels] = mean
        rows[INVERSE_STD, channel:tile:channels] = 1 / np.sqrt(variance + eps)


@compiled(any_order=True)
def running_statistics(rows: Array, running_mean: Array, running_var: Array, eps: float) -> None:
    for place in range(rows.shape[1]):
        channel = place % running_mean.size
        rows[MEAN, place] = running_mean[channel]
        rows[INVERSE_STD, place] = 1 / np.sqrt(running_var[channel] + eps)


@compiled(any_order=True)
def set_scale(rows: Array, weight: Array, bias: Array, scale: float) -> None:
    """``scale`` is dropout's, which weight and bias are multiplied by."""
    for place in range(rows.shape[1]):
        rows[SCALE, place] = weight[place % weight.size] * rows[INVERSE_STD, place] * scale
        rows[SHIFT, place] = bias[place % weight.size] * scale


@compiled(any_order=True)
def _fold(parts: Array, channel: int, channels: int) -> tuple[float, float]:
    """Both sums over the places of one channel, in float64."""
    first, second = 0.0, 0.0
    for part in range(parts.shape[0]):
        for place in range(channel, parts.shape[2], channels):
            first += parts[part, 0, place]
            second += parts[part, 1, place]
    return first, second


@compiled(parallel=True, any_order=True)
def apply(x: Array, y: Array, rows: Array, low: Any, floor: Any, start: np.uint64,
          num_dropped: int, num_parts: int) -> None:
    """``y = max(floor, (max(low, x) - mean) * scale + shift)`` where dropout keeps it, else 0.

    ``low`` and ``floor`` are 0 where a relu stands before or behind, else minus infinity. ``x``
    and ``y`` may be the same array.
    """
    tile = rows.shape[1]
    num_tiles = -(-x.size // tile)
    least, zero = np.int16(num_dropped + NEVER_DROPPED), rows.dtype.type(0)
    for part in prange(num_parts):
        words = np.zeros(tile // 4, np.uint64)
        lanes = words.view(np.int16)
        for index in range(part * num_tiles // num_parts, (part + 1) * num_tiles // num_parts):
            values = x[index * tile:(index + 1) * tile]
            results = y[index * tile:(index + 1) * tile]
            if num_dropped:
                _fill_words(words, index * (tile // 4), start)
            for place in range(values.size):
                value = _at_least(_read(values, place), low) - rows[MEAN, place]
                value = _at_least(value * rows[SCALE, place] + rows[SHIFT, place], floor)
                _write(results, place, value if lanes[place] >= least else zero)


@compiled(parallel=True, any_order=True)
def grad_sums(x: Array, grad: Array, rows: Array, low: Any, floor: Any, start: np.uint64,
              num_dropped: int, parts: Array) -> None:
    """Set the gradient to 0 where ``apply`` put a 0; sums of it and of it times the normalised x.

    ``parts`` [P, 2, T] takes P sums, each of as many tiles.
    """
    num_parts, _, tile = parts.shape
    num_tiles = -(-x.size // tile)
    for part in prange(num_parts):
        parts[part] = 0
        words = np.zeros(tile // 4, np.uint64)
        for index in range(part * num_tiles // num_parts, (part + 1) * num_tiles // num_parts):
            values = x[index * tile:(index + 1) * tile]
            grads = grad[index * tile:(index + 1) * tile]
            # one loop for each would be one too many arrays for LLVM to tell apart
            if num_dropped:
                _fill_words(words, index * (tile // 4), start)
                _drop(grads, words.view(np.int16), num_dropped)
            if floor == 0:
                _cut(values, grads, rows, low)
            _add_grads(values, grads, rows, low, parts[part])


@compiled(any_order=True)
def _drop(grads: Array, lanes: Array, num_dropped: int) -> None:
    least, zero = np.int16(num_dropped + NEVER_DROPPED), grads.dtype.type(0)
    for place in range(grads.size):
        grads[place] = grads[place] if lanes[place] >= least else zero


@compiled(any_order=True)
def _cut(values: Array, grads: Array, rows: Array, low: Any) -> None:
    """The relu behind the norm, backward."""
    zero = grads.dtype.type(0)
    for place in range(values.size):
        value = _at_least(_read(values, place), low) - rows[MEAN, place]
        is_above = value * rows[SCALE, place] + rows[SHIFT, place] > 0
        grads[place] = grads[place] if is_above else zero


@compiled(any_order=True)
def _add_grads(values: Array, grads: Array, rows: Array, low: Any, sums: Array) -> None:
    for place in range(values.size):
        value = _at_least(_read(values, place), low) - rows[MEAN, place]
        grad = _read(grads, place)
        sums[0, place] += grad
        sums[1, place] += grad * value * rows[INVERSE_STD, place]


@compiled(any_order=True)
def norm_gradients(rows: Array, parts: Array, num: int, scale: float, of_weight: Array,
                   of_bias: Array) -> None:
    """The gradients of a norm from the sums of ``grad_sums`` over ``num`` values a channel."""
    channels, tile = of_bias.size, rows.shape[1]
    for channel in range(channels):
        total, products = _fold(parts, channel, channels)
        of_bias[channel] = total * scale
        of_weight[channel] = products * scale
        rows[OFFSET, channel:tile:channels] = total / num
        rows[SLOPE, channel:tile:channels] = products / num * rows[INVERSE_STD, channel]


@compiled(parallel=True, any_order=True)
def apply_backward(x: Array, grad: Array, rows: Array, low: Any, num_parts: int) -> None:
    """The gradient of x, in place of that of y: ``(grad - offset - slope * normalised x) * scale``.

    0 where x is not above ``low``.
    """
    tile = rows.shape[1]
    num_tiles = -(-x.size // tile)
    zero = rows.dtype.type(0)
    for part in prange(num_parts):
        for index in range(part * num_tiles // num_parts, (part + 1) * num_tiles // num_parts):
            values = x[index * tile:(index + 1) * tile]
            grads = grad[index * tile:(index + 1) * tile]
            for place in range(values.size):
                value = _read(values, place)
                of_x = (_read(grads, place) - rows[OFFSET, place]
                        - (value - rows[MEAN, place]) * rows[SLOPE, place]) * rows[SCALE, place]
                _write(grads, place, of_x if value > low else zero)


@compiled(parallel=True, any_order=True)
def max_pool(x: Array, y: Array) -> None:
    """The maxima of squares of 2 x 2: [N, H, W, C] to [N, H // 2, W // 2, C]; NaN where one is."""
    num_digits, num_rows, num_columns, channels = y.shape
    for digit in prange(num_digits):
        for row in range(num_rows):
            for column in range(num_columns):
                left, result = 2 * column, y[digit, row, column]
                upper_left, upper_right = x[digit, 2 * row, left], x[digit, 2 * row, left + 1]
                lower_left = x[digit, 2 * row + 1, left]
                lower_right = x[digit, 2 * row + 1, left + 1]
                for channel in range(channels):
                    upper = _larger(_read(upper_left, channel), _read(upper_right, channel))
                    lower = _larger(_read(lower_left, channel), _read(lower_right, channel))
                    _write(result, channel, _larger(upper, lower))


@compiled(parallel=True, any_order=True)
def max_pool_backward(x: Array, grad: Array) -> None:
    """The gradient of x, in place of x; ``grad`` is that of its maxima.

    Of equal values the first takes it, row by row, as in PyTorch.
    """
    num_digits, num_rows, num_columns, channels = grad.shape
    width = num_columns * channels
    for digit in prange(num_digits):
        upper_max, lower_max = _room(x, width), _room(x, width)
        of_upper, of_lower = np.empty(width, x.dtype), np.empty(width, x.dtype)
        for row in range(num_rows):
            upper, lower = x[digit, 2 * row].reshape(-1), x[digit, 2 * row + 1].reshape(-1)
            _larger_of_pairs(upper, channels, upper_max)
            _larger_of_pairs(lower, channels, lower_max)
            _give_to_larger_row(grad[digit, row].reshape(-1), upper_max, lower_max, of_upper,
                                of_lower)
            _give_to_larger(upper, channels, of_upper)
            _give_to_larger(lower, channels, of_lower)
        x[digit, :, 2 * num_columns:] = 0
        x[digit, 2 * num_rows:] = 0


@compiled(any_order=True)
def _give_to_larger_row(grads: Array, upper_max: Array, lower_max: Array, of_upper: Array,
                        of_lower: Array) -> None:
    zero = grads.dtype.type(0)
    for place in range(grads.size):
        is_upper = upper_max[place] >= lower_max[place]
        of_upper[place] = grads[place] if is_upper else zero
        of_lower[place] = zero if is_upper else grads[place]


@compiled(any_order=True)
def _larger(one: Any, other: Any) -> Any:
    """NaN where one is."""
    return other if other > one or other != other else one


@compiled(any_order=True)
def _larger_of_pairs(row: Array, channels: int, result: Array) -> None:
    for column in range(result.size // channels):
        left = 2 * column * channels
        for channel in range(channels):
            result[column * channels + channel] = _larger(
                _read(row, left + channel), _read(row, left + channels + channel))


@compiled(any_order=True)
def _give_to_larger(row: Array, channels: int, grads: Array) -> None:
    one = row.dtype.type(1)
    for column in range(grads.size // channels):
        left = 2 * column * channels
        for channel in range(channels):
            # by products: a branch here would cost ten times as much
            is_right = row.dtype.type(_read(row, left + channels + channel)
                                      > _read(row, left + channel))
            grad = grads[column * channels + channel]
            row[left + channel] = grad * (one - is_right)
            row[left + channels + channel] = grad * is_right

"""Which of the digit's pixels a value can really see.

A receptive field is a square, but strides and dilations may leave gaps in it, and a pooling drops
the rows that are left over at the edge. Windows are square, so that the pixels seen are those whose
row and column are both among the columns seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

from mnist_core.network.geometry import IMAGE_SIZE, LayerGeometry


def seen_columns(rows: Sequence[LayerGeometry], column: int) -> tuple[int, ...]:
    """The columns of the digit, from 0, that one column of the last layer's map depends on.

    A vector has one column, 0.
    """
    *_, last = _walk(rows)
    return _columns(last[column])


def middle_columns(rows: Sequence[LayerGeometry]) -> Iterator[tuple[int, ...]]:
    """Of every layer the columns of the digit that the middle column of its map depends on."""
    return (_columns(seen[middle(row)]) for row, seen in zip(rows, _walk(rows), strict=True))


def middle(row: LayerGeometry) -> int:
    """The middle column of a layer's map, from 0; of two the left one."""
    return (row.size_out - 1) // 2


def unseen_columns(rows: Sequence[LayerGeometry]) -> tuple[int, ...]:
    """The columns of the digit, and by that its rows, on which nothing in the last map depends."""
    *_, last = _walk(rows)
    return _columns(~_union(last))


def unread_columns(row: LayerGeometry) -> tuple[int, ...]:
    """The columns of a layer's own input that none of its windows touches."""
    read = {column for start in range(row.size_out) for column in _window(row, start)}
    return tuple(column for column in range(row.size_in) if column not in read)


def _walk(rows: Sequence[LayerGeometry]) -> Iterator[list[int]]:
    """Of every layer, for each column of its map, the digit's columns that it depends on: a bit
    for each of them.
    """
    seen = [1 << column for column in range(IMAGE_SIZE)]
    for row in rows:
        if row.token == "flatten":
            seen = [_union(seen)]
        elif row.spatial:
            seen = [_union(seen[column] for column in _window(row, start))
                    for start in range(row.size_out)]
        yield seen


def _window(row: LayerGeometry, start: int) -> Iterator[int]:
    """The columns of its input that one column of a layer's map reads."""
    first = start * row.stride - row.padding
    return (column for column in range(first, first + row.kernel * row.dilation, row.dilation)
            if 0 <= column < row.size_in)


def _union(columns: Iterable[int]) -> int:
    return reduce(or_, columns, 0)


def _columns(bits: int) -> tuple[int, ...]:
    return tuple(column for column in range(IMAGE_SIZE) if bits >> column & 1)

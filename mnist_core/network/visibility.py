"""Which of the digit's pixels a value can really see.

A receptive field is a square, but strides and dilations may leave gaps in it, and a pooling drops
the rows that are left over at the edge. Windows are square, so that the pixels seen are those whose
row and column are both among the columns seen.
"""

from collections.abc import Iterable, Sequence

from mnist_core.network.geometry import LayerGeometry, walk
from mnist_core.network.notation import Conv, Flatten, Layer


def seen_columns(layers: Sequence[Layer], rows: Sequence[LayerGeometry],
                 columns: Iterable[int]) -> tuple[int, ...]:
    """The columns of the digit, from 0, that some columns of the last layer's map depend on.

    ``rows`` are the geometry of ``layers``. Of a vector there is one column, 0.
    """
    seen = set(columns)
    for layer, row in zip(reversed(layers), reversed(rows), strict=True):
        if isinstance(layer, Flatten):
            seen = set(range(row.size_in))
        elif row.spatial:
            dilation = layer.dilation if isinstance(layer, Conv) else 1
            seen = {column for start in seen for step in range(row.kernel)
                    if 0 <= (column := start * row.stride - row.padding + step * dilation)
                    < row.size_in}
    return tuple(sorted(seen))


def unseen_columns(layers: Sequence[Layer]) -> tuple[int, ...]:
    """The columns of the digit, and by that its rows, that change no answer of a network."""
    rows = tuple(walk(layers))
    seen = seen_columns(layers, rows, range(rows[-1].size_out))
    return tuple(column for column in range(rows[0].size_in) if column not in seen)

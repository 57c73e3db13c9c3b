"""What a network does to a digit without saying so: rows that it drops, pixels that it never sees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mnist_core.base.format import listed
from mnist_core.network.geometry import IMAGE_SIZE, LayerGeometry
from mnist_core.network.visibility import middle_columns, unread_columns, unseen_columns


@dataclass(frozen=True, slots=True)
class Notice:
    """``layer`` counts from 1 and is None where the whole network is meant.

    ``short`` is for the layer's row; ``sentence`` is empty where an earlier one says enough.
    """

    layer: int | None
    short: str
    sentence: str


def notices(rows: Sequence[LayerGeometry], *, is_whole: bool = True) -> tuple[Notice, ...]:
    """Of every layer in order, and of the network where it ``is_whole``."""
    if not rows:
        return ()
    found = [notice for number, row in enumerate(rows, start=1) for notice in _unread(number, row)]
    return (*found, *_lattices(rows), *(_blind_pixels(rows) if is_whole else ()))


def sentences(rows: Sequence[LayerGeometry], *, is_whole: bool = True) -> list[str]:
    """What ``notices`` say in sentences."""
    return [notice.sentence for notice in notices(rows, is_whole=is_whole) if notice.sentence]


def is_lattice(columns: Sequence[int]) -> bool:
    """Whether there are gaps between them."""
    return bool(columns) and len(columns) < columns[-1] - columns[0] + 1


def spans(columns: Sequence[int]) -> str:
    """``1 to 3, 7 and 28``: columns from 0, in words that count from 1."""
    parts: list[list[int]] = []
    for column in columns:
        if parts and column == parts[-1][-1] + 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    return listed([f"{part[0] + 1}" if len(part) == 1 else f"{part[0] + 1} to {part[-1] + 1}"
                   for part in parts])


def _unread(number: int, row: LayerGeometry) -> Iterator[Notice]:
    unread = unread_columns(row) if row.spatial else ()
    if not unread:
        return
    num, are_last = len(unread), unread[0] == row.size_in - len(unread)
    size, short = f"{row.size_in} × {row.size_in}", f"{num} {'row' if num == 1 else 'rows'}"
    if are_last:
        those = "row and column" if num == 1 else f"{num} rows and columns"
        yield Notice(number, f"drops {short}",
                     f"Layer {number} `{row.token}` drops the last {those} of its {size} map: no "
                     "window fits there.")
    else:
        yield Notice(number, f"skips {short}",
                     f"Layer {number} `{row.token}` skips {num} of the {row.size_in} rows and "
                     "columns of its map: its windows lie apart.")


def _lattices(rows: Sequence[LayerGeometry]) -> Iterator[Notice]:
    """The first layer that sees one in a sentence, others in their row where it changes."""
    before: tuple[int, ...] = ()
    has_begun = False
    for number, columns in enumerate(middle_columns(rows), start=1):
        if columns != before and is_lattice(columns) and rows[number - 1].spatial:
            seen, square = len(columns)**2, (columns[-1] - columns[0] + 1)**2
            yield Notice(number, f"sees {seen} of {square}",
                         "" if has_begun else
                         f"A value of layer {number} `{rows[number - 1].token}` sees a lattice: "
                         f"{seen} of the {square} pixels of its square.")
            has_begun = True
        before = columns


def _blind_pixels(rows: Sequence[LayerGeometry]) -> Iterator[Notice]:
    unseen = unseen_columns(rows)
    if not unseen:
        return
    num = IMAGE_SIZE**2 - (IMAGE_SIZE - len(unseen))**2
    those = f"{'row and column' if len(unseen) == 1 else 'rows and columns'} {spans(unseen)}"
    if len(unseen) > 2 and {after - one for one, after in pairwise(unseen)} == {2}:
        those = "every second row and column"
    yield Notice(None, "", f"No answer depends on {num} of the {IMAGE_SIZE**2} pixels: {those}.")

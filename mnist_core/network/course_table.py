"""The table of a network as the authors' READMEs and their courses print it, one row a layer that
slides a window or has parameters.

``rin`` and ``rout`` are the receptive field before and after a layer, ``jin`` and ``jout`` the
jump, ``nin`` and ``nout`` the width of the map.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from mnist_core.network.geometry import LayerGeometry
from mnist_core.network.layers import Drop, Flatten, Relu
from mnist_core.network.notation import parse


@dataclass(frozen=True, slots=True)
class CourseRow:
    """``layer`` is the place in the network, from 1; ``act_size`` counts the values of the layer's
    input, as the courses do.
    """

    layer: int
    operation: str
    nin: int
    in_ch: int
    out_ch: int
    padding: int
    kernel: int
    stride: int
    nout: int
    jin: int
    jout: int
    rin: int
    rout: int
    act_size: int
    params: int


COURSE_COLUMNS: Mapping[str, str] = {
    "layer": "place in the network, counted from 1", "operation": "in layer notation",
    "nin": "width of the map that comes in, in positions", "in_ch": "its channels",
    "out_ch": "channels of the map that goes out", "padding": "positions added at each side",
    "kernel": "width of the window", "stride": "positions from one window to the next",
    "nout": "width of the map that goes out", "jin": "jump before the layer, in input pixels",
    "jout": "jump after it", "rin": "receptive field before the layer, in input pixels",
    "rout": "receptive field after it", "act_size": "values of the map that comes in",
    "params": "parameters of the layer"}
"""What each is, as the end of a sentence."""
assert tuple(COURSE_COLUMNS) == tuple(field.name for field in fields(CourseRow))


def course_table(rows: Sequence[LayerGeometry]) -> tuple[CourseRow, ...]:
    """Of these layers those that the courses list."""
    table = []
    jump = field = 1
    for number, row in enumerate(rows, start=1):
        layer, = parse(row.token)
        if not isinstance(layer, Relu | Drop | Flatten):
            table.append(CourseRow(
                layer=number, operation=row.token, nin=row.size_in, in_ch=row.in_channels,
                out_ch=row.out_channels, padding=row.padding, kernel=row.kernel,
                stride=row.stride, nout=row.size_out, jin=jump, jout=row.jump, rin=field,
                rout=row.receptive_field, act_size=row.in_channels * row.size_in**2,
                params=row.parameters))
        jump, field = row.jump, row.receptive_field
    return tuple(table)


def cells(row: CourseRow) -> tuple[str | int, ...]:
    """What stands in each of ``COURSE_COLUMNS``."""
    return astuple(row)

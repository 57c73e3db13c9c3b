"""The arithmetic behind a layer's row, with the figures put in: ``5 + 2 × 2 = 9``.

The formulas are those of ``geometry``. What a layer leaves as it was has none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from mnist_core.network.geometry import LayerGeometry
from mnist_core.network.layers import AvgPool, BatchNorm, Conv, GlobalPool, Layer, Linear, MaxPool
from mnist_core.network.notation import parse

Quantity = Literal["receptive_field", "jump", "size", "first_pixel", "parameters"]
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)


@dataclass(frozen=True, slots=True)
class Formula:
    """``words`` name what stands at the same place in ``figures``, which come to ``result``."""

    words: str
    figures: str
    result: int

    @property
    def text(self) -> str:
        """``5 + 2 × 2 = 9``."""
        return f"{self.figures} = {signed(self.result)}"


def formulas(rows: Sequence[LayerGeometry]) -> Iterator[dict[Quantity, Formula]]:
    """Of every layer the formulas of what it changes."""
    before: LayerGeometry | None = None
    for row in rows:
        layer, = parse(row.token)
        found: dict[Quantity, Formula | None] = {
            "receptive_field": _receptive_field(layer, row, before),
            "jump": _jump(row, before),
            "size": _size(layer, row),
            "first_pixel": _first_pixel(row, before),
            "parameters": _parameters(layer, row),
        }
        yield {quantity: formula for quantity, formula in found.items() if formula}
        before = row


def signed(value: int) -> str:
    """With a true minus, and commas."""
    return f"{value:,}".replace("-", "−")


def _receptive_field(layer: Layer, row: LayerGeometry,
                     before: LayerGeometry | None) -> Formula | None:
    field, jump = (before.receptive_field, before.jump) if before else (1, 1)
    match layer:
        case Conv(dilation=dilation) if dilation > 1 and row.kernel > 1:
            return Formula("field + dilation × (kernel − 1) × jump",
                           f"{field} + {dilation} × {row.kernel - 1} × {jump}",
                           row.receptive_field)
        case Conv() | MaxPool() | AvgPool() | GlobalPool():
            return Formula("field + (kernel − 1) × jump", f"{field} + {row.kernel - 1} × {jump}",
                           row.receptive_field)
        case Linear() if row.receptive_field > field:
            return Formula("field + (width of the flattened map − 1) × jump",
                           f"{field} + {(row.receptive_field - field) // jump} × {jump}",
                           row.receptive_field)
    return None


def _jump(row: LayerGeometry, before: LayerGeometry | None) -> Formula | None:
    if row.stride == 1:
        return None
    return Formula("jump × stride", f"{before.jump if before else 1} × {row.stride}", row.jump)


def _size(layer: Layer, row: LayerGeometry) -> Formula | None:
    """Dumoulin and Visin (2016), relationships 6 and 15."""
    room = f"{row.size_in} + 2 × {row.padding}"
    match layer:
        case Conv(dilation=dilation) if dilation > 1:
            return Formula(
                "⌊(size + 2 × padding − dilation × (kernel − 1) − 1) ÷ stride⌋ + 1",
                f"⌊({room} − {dilation} × {row.kernel - 1} − 1) ÷ {row.stride}⌋ + 1", row.size_out)
        case Conv() | MaxPool() | AvgPool() | GlobalPool():
            return Formula("⌊(size + 2 × padding − kernel) ÷ stride⌋ + 1",
                           f"⌊({room} − {row.kernel}) ÷ {row.stride}⌋ + 1", row.size_out)
    return None


def _first_pixel(row: LayerGeometry, before: LayerGeometry | None) -> Formula | None:
    """Where the field of the first value begins; a negative column lies in the border."""
    if not row.padding:
        return None
    left, jump = (before.left, before.jump) if before else (0, 1)
    return Formula("first pixel − padding × jump", f"{signed(left)} − {row.padding} × {jump}",
                   row.left)


def _parameters(layer: Layer, row: LayerGeometry) -> Formula | None:
    match layer:
        case BatchNorm():
            return Formula("2 × channels", f"2 × {row.in_channels}", row.parameters)
        case Conv(groups=groups, bias=bias):
            inputs = ("inputs", f"{row.in_channels}") if groups == 1 else (
                "inputs ÷ groups", f"{row.in_channels} ÷ {groups}")
            return _with_bias(f"kernel² × {inputs[0]} × outputs",
                              f"{row.kernel}² × {inputs[1]} × {row.out_channels}", row, bias=bias)
        case Linear(bias=bias):
            return _with_bias("inputs × outputs", f"{row.in_channels} × {row.out_channels}", row,
                              bias=bias)
    return None


def _with_bias(words: str, figures: str, row: LayerGeometry, *, bias: bool) -> Formula:
    if bias:
        words, figures = f"{words} + outputs", f"{figures} + {row.out_channels}"
    return Formula(words, figures, row.parameters)

"""The rows of a network's table, as the page's elements and the describe route show them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from typing_extensions import TypedDict

from mnist_core.network.alignment import Pair
from mnist_core.network.draft import Draft
from mnist_core.network.geometry import LayerGeometry

_WINDOWS = ("conv", "maxpool", "avgpool", "gap")


@dataclass(frozen=True, slots=True)
class Column:
    """``read`` says what stands in it for a layer; nothing where there is nothing to say."""

    key: str
    name: str
    help: str
    read: Callable[[LayerGeometry], str]


COLUMNS = (
    Column("layer", "Layer", "As it is written in the notation.", lambda layer: layer.token),
    Column("output", "Output", "Channels × height × width, or the length of a vector.",
           lambda layer: shape(layer)),
    Column("kernel", "Kernel", "Width of the window that slides over the map.",
           lambda layer: _of_window(layer, layer.kernel)),
    Column("stride", "Stride", "Positions that the window moves at a time.",
           lambda layer: _of_window(layer, layer.stride)),
    Column("padding", "Padding", "Rows and columns of zeros around the map.",
           lambda layer: _of_window(layer, layer.padding)),
    Column("jump", "Jump", "Pixels between what two neighbouring values see.",
           lambda layer: str(layer.jump)),
    Column("receptive_field", "Receptive field",
           "Width of the square of pixels that one value sees.",
           lambda layer: str(layer.receptive_field)),
    Column("parameters", "Parameters", "The bar is the layer's share of all parameters.",
           lambda layer: f"{layer.parameters:,}" if layer.parameters else ""),
    Column("multiply_adds", "Multiply-adds",
           "Multiplications to read one digit, as torchinfo counts them.",
           lambda layer: f"{layer.multiply_adds:,}" if layer.multiply_adds else ""),
)
TEXTS = ("layer", "output")
SIGNS = {"added": "+ added", "removed": "− removed", "changed": "≠ changed", "same": ""}


class ColumnHead(TypedDict):
    """Of a column."""

    key: str
    name: str
    help: str
    numeric: bool


class LayerRow(TypedDict):
    """``share`` is a layer's share of all parameters, ``mark`` what is to be said of the row."""

    cells: list[str]
    share: float | None
    mark: str


class LayerTable(TypedDict):
    columns: list[ColumnHead]
    rows: list[LayerRow]


def table_data(layers: Sequence[LayerGeometry]) -> LayerTable:
    """A whole network, one row a layer, numbered from 1."""
    return {"columns": columns(), "rows": _rows(layers)}


def draft_data(draft: Draft) -> LayerTable:
    """A network that is being written; rows that cannot be built yet hold their token alone."""
    rows = _rows(draft.rows)
    for number, token in list(enumerate(draft.tokens, start=1))[len(rows):]:
        rows.append({"cells": [str(number), token, *[""] * (len(COLUMNS) - 1)], "share": None,
                     "mark": "unreached"})
    if draft.position is not None:
        rows[draft.position - 1]["mark"] = "wrong"
    return {"columns": columns(), "rows": rows}


def difference_data(pairs: Iterable[Pair]) -> LayerTable:
    """Two networks in one table; where they differ a cell says ``before → after``."""
    was, is_now = count(1), count(1)
    rows: list[LayerRow] = [
        {"cells": [str(next(was)) if pair.before else "", str(next(is_now)) if pair.after else "",
                   SIGNS[pair.kind], *(_difference(column, pair) for column in COLUMNS)],
         "share": None, "mark": pair.kind} for pair in pairs]
    extra = [_head("was", "Was", "Its place before.", numeric=True),
             _head("is", "Is", "Its place after.", numeric=True),
             _head("change", "Change", "What became of the layer.")]
    return {"columns": [*extra, *columns()[1:]], "rows": rows}


def columns() -> list[ColumnHead]:
    """The head of the table."""
    return [_head("place", "#", "Place in the network.", numeric=True),
            *(_head(column.key, column.name, column.help, numeric=column.key not in TEXTS)
              for column in COLUMNS)]


def shape(layer: LayerGeometry) -> str:
    """``14 × 24 × 24`` or ``10``."""
    channels, size = layer.out_channels, layer.size_out
    return f"{channels:,} × {size} × {size}" if layer.spatial else f"{channels:,}"


def _head(key: str, name: str, help_text: str, *, numeric: bool = False) -> ColumnHead:
    return {"key": key, "name": name, "help": help_text, "numeric": numeric}


def _rows(layers: Sequence[LayerGeometry]) -> list[LayerRow]:
    total = max(sum(layer.parameters for layer in layers), 1)
    return [{"cells": [str(number), *(column.read(layer) for column in COLUMNS)],
             "share": layer.parameters / total if layer.parameters else None, "mark": ""}
            for number, layer in enumerate(layers, start=1)]


def _difference(column: Column, pair: Pair) -> str:
    texts = [column.read(layer) for layer in (pair.before, pair.after) if layer is not None]
    if len(texts) == 1 or texts[0] == texts[1]:
        return texts[-1]
    return " → ".join(text or "0" for text in texts)


def _of_window(layer: LayerGeometry, value: int) -> str:
    return str(value) if layer.token.startswith(_WINDOWS) else ""

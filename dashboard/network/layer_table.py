"""The rows of a network's table, as the page's elements and the describe route show them."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import count, islice

from typing_extensions import TypedDict

from dashboard.glossary.terms import TERMS
from mnist_core.ladders.step import PrintedTable
from mnist_core.network.alignment import Pair
from mnist_core.network.arithmetic import QUANTITIES, Quantity, formulas
from mnist_core.network.course_table import COURSE_COLUMNS, cells, course_table
from mnist_core.network.draft import Draft
from mnist_core.network.geometry import LayerGeometry
from mnist_core.network.notices import notices

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
ARITHMETIC: dict[Quantity, tuple[str, str]] = {
    "receptive_field": ("Receptive field", "field + (kernel − 1) × jump"),
    "jump": ("Jump", "jump × stride"),
    "size": ("Size", "⌊(size + 2 × padding − kernel) ÷ stride⌋ + 1"),
    "first_pixel": ("First pixel", "first pixel − padding × jump: where the field of the first "
                                   "value begins; negative pixels lie in the border"),
    "parameters": ("Parameters", "kernel² × inputs × outputs, and one for each bias"),
}
SIGNS = {"added": "+ added", "removed": "− removed", "changed": "≠ changed", "same": ""}


class ColumnHead(TypedDict):
    """Of a column."""

    key: str
    name: str
    help: str
    numeric: bool
    term: str


class LayerRow(TypedDict):
    """Of the layer at ``place``, from 0. ``share`` is its share of all parameters, ``mark`` the
    key of what is to be said of the row, ``note`` words that stand at its name.
    """

    place: int
    cells: list[str]
    share: float | None
    mark: str
    note: str


class LayerTable(TypedDict):
    columns: list[ColumnHead]
    rows: list[LayerRow]


def table_data(layers: Sequence[LayerGeometry]) -> LayerTable:
    """A whole network, one row a layer, numbered from 1."""
    return {"columns": columns(), "rows": _rows(layers)}


def arithmetic_data(layers: Sequence[LayerGeometry]) -> LayerTable:
    """The formulas behind a network's figures; what a layer leaves as it was has none."""
    notes = notes_of(layers)
    return {
        "columns": [*columns()[:2], *(
            head(quantity, *ARITHMETIC[quantity]) for quantity in QUANTITIES)],
        "rows": [row(number - 1, [
            str(number), layer.token,
            *(found[quantity].text if quantity in found else "" for quantity in QUANTITIES)],
            note=notes.get(number, "")) for number, (layer, found) in enumerate(
                zip(layers, formulas(layers), strict=True), start=1)],
    }


def course_data(layers: Sequence[LayerGeometry], printed: PrintedTable | None) -> LayerTable:
    """The columns of the courses; what the author printed stands before what is right."""
    return {
        "columns": [head("place", "#", "Place in the network.", numeric=True),
                    head("layer", "Operation", "As it is written in the notation."),
                    *(head(name, name, f"{words[0].upper()}{words[1:]}.", numeric=True)
                      for name, words in islice(COURSE_COLUMNS.items(), 2, None))],
        "rows": [row(course.layer - 1, [
            f"{cell:,}" if isinstance(cell, int) else cell
            for cell in (printed.corrected(course) if printed else cells(course))])
            for course in course_table(layers)],
    }


def as_text(table: LayerTable, delimiter: str) -> str:
    """For a file or a spreadsheet: figures without commas, and nothing of what others printed."""
    def plain_cell(cell: str, column: ColumnHead) -> str:
        return cell.rpartition(" → ")[2].replace(",", "") if column["numeric"] else cell

    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow([column["name"] for column in table["columns"]])
    writer.writerows([plain_cell(cell, column) for cell, column in
                      zip(line["cells"], table["columns"], strict=True)]
                     for line in table["rows"])
    return text.getvalue()


def draft_data(draft: Draft) -> LayerTable:
    """A network that is being written; rows that cannot be built yet hold their token alone."""
    rows = _rows(draft.rows)
    for number, token in list(enumerate(draft.tokens, start=1))[len(rows):]:
        rows.append(row(number - 1, [str(number), token, *[""] * (len(COLUMNS) - 1)],
                        mark="unreached"))
    if draft.position is not None:
        rows[draft.position - 1] |= {"mark": "wrong", "note": draft.what}
    return {"columns": columns(), "rows": rows}


def difference_data(pairs: Iterable[Pair]) -> LayerTable:
    """Two networks in one table; where they differ a cell says ``before → after``."""
    was, is_now = count(1), count(1)
    rows = [row(place, [
        str(next(was)) if pair.before else "", str(next(is_now)) if pair.after else "",
        SIGNS[pair.kind], *(_difference(column, pair) for column in COLUMNS)], mark=pair.kind)
        for place, pair in enumerate(pairs)]
    extra = [head("was", "Was", "Its place before.", numeric=True),
             head("is", "Is", "Its place after.", numeric=True),
             head("change", "Change", "What became of the layer.")]
    return {"columns": [*extra, *columns()[1:]], "rows": rows}


def columns() -> list[ColumnHead]:
    """The head of the table."""
    return [head("place", "#", "Place in the network.", numeric=True),
            *(head(column.key, column.name, column.help, numeric=column.key not in TEXTS)
              for column in COLUMNS)]


def shape(layer: LayerGeometry) -> str:
    """``14 × 24 × 24`` or ``10``."""
    channels, size = layer.out_channels, layer.size_out
    return f"{channels:,} × {size} × {size}" if layer.spatial else f"{channels:,}"


def notes_of(layers: Sequence[LayerGeometry]) -> dict[int, str]:
    """What each layer, from 1, loses, in two or three words."""
    notes: dict[int, str] = {}
    for notice in notices(layers, is_whole=False):
        if notice.layer is not None:
            notes[notice.layer] = ", ".join(filter(None, (notes.get(notice.layer), notice.short)))
    return notes


def head(key: str, name: str, help_text: str, *, numeric: bool = False) -> ColumnHead:
    term = key.replace("_", "-")
    return {"key": key, "name": name, "help": help_text, "numeric": numeric,
            "term": term if term in TERMS else ""}


def row(place: int, texts: list[str], *, share: float | None = None, mark: str = "",
        note: str = "") -> LayerRow:
    return {"place": place, "cells": texts, "share": share, "mark": mark, "note": note}


def _rows(layers: Sequence[LayerGeometry]) -> list[LayerRow]:
    total = max(sum(layer.parameters for layer in layers), 1)
    notes = notes_of(layers)
    return [row(number - 1, [str(number), *(column.read(layer) for column in COLUMNS)],
                share=layer.parameters / total if layer.parameters else None,
                note=notes.get(number, "")) for number, layer in enumerate(layers, start=1)]


def _difference(column: Column, pair: Pair) -> str:
    texts = [column.read(layer) for layer in (pair.before, pair.after) if layer is not None]
    if len(texts) == 1 or texts[0] == texts[1]:
        return texts[-1]
    return " → ".join(text or "0" for text in texts)


def _of_window(layer: LayerGeometry, value: int) -> str:
    return str(value) if layer.token.startswith(_WINDOWS) else ""

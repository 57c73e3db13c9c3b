"""What the commands print on stdout: JSON and tables."""

import csv
import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from mnist_core.base.format import for_terminal

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]

# tables that go into a file or a pipe are not folded to some terminal's width
_PIPE_WIDTH = 160


def print_json(value: object) -> None:
    """One JSON document; numbers that JSON does not know become null."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, indent=2))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table; columns whose name ends in ``>`` are aligned to the right, as numbers are."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.removesuffix(">"), overflow="fold",
                         justify="right" if column.endswith(">") else "left")
    for row in rows:
        table.add_row(*(for_terminal(str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    # file names and tokens are text, not rich's markup
    Console(width=width, markup=False, highlight=False).print(table)


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Comma-separated values (RFC 4180), figures without thousands separators."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerows([columns, *rows])


def accuracy_cell(accuracy: float | None) -> str:
    """Percent, without the sign; empty where there is none."""
    return "" if accuracy is None else f"{accuracy:.2f}"


def _plain(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value

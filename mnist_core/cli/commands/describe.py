"""The command that shows a network layer by layer: describe."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mnist_core.cli.output import AsJson, print_csv, print_json, print_table

if TYPE_CHECKING:
    from mnist_core.ladders.step import PrintedTable
    from mnist_core.network.geometry import Description

Table = Literal["sizes", "arithmetic", "courses"]


def describe(
    step: Annotated[str | None, typer.Argument(
        metavar="STEP", help="Its id, such as strategy-4; or use --layers.")] = None,
    layers: Annotated[str | None, typer.Option(
        metavar='"…"',
        help='A network of your own, such as "conv3x3(12) relu gap conv1x1(10) flatten".')] = None,
    table: Annotated[Table, typer.Option(
        help="Sizes and costs; the arithmetic behind them; or the columns that the courses "
        "print.")] = "sizes",
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a network layer by layer.

    Sizes, receptive fields, parameters and multiply-adds.
    """
    from mnist_core.ladders import find_step
    from mnist_core.network import geometry
    from mnist_core.network.notation import parse
    from mnist_core.network.notices import sentences

    if (step is None) == (layers is None):
        raise ValueError("describe takes a step or --layers, one of the two: "
                         "`describe strategy-4`, or `describe --layers \"...\"`.")
    description = (find_step(step).recipe.describe() if step is not None else
                   geometry.describe(parse(layers or "")))
    if as_json:
        print_json(description.to_json())
        return
    printed = find_step(step).printed if step and table == "courses" and not as_csv else None
    columns, rows = _network_table(description, table, printed)
    if as_csv:
        print_csv([column.rstrip(">") for column in columns], rows)
        return
    print_table(columns, [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row]
                          for row in rows])
    _sum_up(description)
    for sentence in sentences(description.layers):
        typer.echo(sentence)
    if printed:
        typer.echo(f"A → B: {printed.source} says A where it is B.")


def _network_table(description: "Description", table: Table, printed: "PrintedTable | None",
                   ) -> tuple[list[str], list[Sequence[int | str]]]:
    """Its columns, with a ``>`` where figures stand, and its rows."""
    from mnist_core.network.arithmetic import QUANTITIES, formulas
    from mnist_core.network.course_table import COURSE_COLUMNS, cells, course_table

    rows = description.layers
    if table == "courses":
        columns = [name if name == "operation" else f"{name}>" for name in COURSE_COLUMNS]
        return columns, [printed.corrected(row) if printed else cells(row)
                         for row in course_table(rows)]
    if table == "arithmetic":
        return ["#>", "layer", *(name.replace("_", " ") for name in QUANTITIES)], [
            (number, row.token, *(found[name].text if name in found else "" for name in QUANTITIES))
            for number, (row, found) in enumerate(zip(rows, formulas(rows), strict=True), start=1)]
    return ["#>", "layer", "channels>", "size>", "jump>", "sees>", "parameters>",
            "multiply-adds>"], [
        (number, row.token, f"{row.in_channels} → {row.out_channels}",
         f"{row.size_in} → {row.size_out}", row.jump, row.receptive_field, row.parameters,
         row.multiply_adds) for number, row in enumerate(rows, start=1)]


def _sum_up(description: "Description") -> None:
    typer.echo(f"{description.parameters:,} parameters, {description.multiply_adds:,} "
               f"multiply-adds a digit; sees {description.sees}.")

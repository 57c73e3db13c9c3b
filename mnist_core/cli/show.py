"""The commands that show what there is: steps, describe, runs and data."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mnist_core.base.format import count_of
from mnist_core.cli.errors import Failed, opened_store
from mnist_core.cli.output import AsJson, note, percent, print_csv, print_json, print_table

if TYPE_CHECKING:
    from mnist_core.data.mnist import Report
    from mnist_core.ladders.step import PrintedTable
    from mnist_core.network.geometry import Description
    from mnist_core.runs.records.run_list import RunEntry

Table = Literal["sizes", "arithmetic", "courses"]


def steps(as_json: AsJson = False) -> None:
    """List the published experiments, and what their ladders aim at."""
    from mnist_core.ladders import LADDERS, STEPS
    from mnist_core.runs.records.as_json import step_json

    if as_json:
        print_json([step_json(step) for step in STEPS.values()])
        return
    print_table(["step", "ladder", "title", "parameters>", "best train %>", "best test %>"],
                [(step.id, step.ladder_id, step.title, f"{step.published.parameters:,}",
                  percent(step.published.best_train_accuracy),
                  percent(step.published.best_test_accuracy)) for step in STEPS.values()])
    for ladder in LADDERS:
        typer.echo(f"{ladder.id} aims at {ladder.goal.text}.")


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
    from mnist_core.network.notices import notices

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
    for notice in notices(description.layers):
        if notice.sentence:
            typer.echo(notice.sentence)
    if printed:
        typer.echo(f"A → B: {printed.source} says A where it is B.")


def runs(
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many at most.")] = 100,
    search: Annotated[str, typer.Option(
        metavar="WORDS", help="Only runs with these words in number, name, note, step, state or "
        "what they changed.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the recorded runs, the newest first."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.records.as_json import run_json
    from mnist_core.runs.records.run_list import num_runs, run_entries, run_ids
    from mnist_core.runs.records.run_query import RunQuery

    query = RunQuery(text=search)
    with opened_store(read_settings()) as store:
        found = run_entries(store, query, limit=limit)
        num_older = num_runs(store, query) - len(found)
        interrupted = run_ids(store, RunQuery(states=("interrupted",)))
    if as_json:
        print_json([run_json(run) for run in found])
    elif not found:
        note("No run is like this." if search else
             "No runs yet; start one with: python -m mnist_core train strategy-1")
    else:
        print_table(["run>", "step", "state", "epochs>", "best test %>", "seed>", "created"],
                    [(run.id, _step_text(run), run.state,
                      f"{run.epochs_done}/{run.num_epochs}", percent(run.best_test_accuracy),
                      run.seed, f"{datetime.fromtimestamp(run.created):%Y-%m-%d %H:%M}")
                     for run in found])
        _say_what_was_amiss(found)
        _offer_interrupted(interrupted)
    if num_older > 0:
        note(f"{num_older:,} older {'run is' if num_older == 1 else 'runs are'} not listed; "
             f"--limit {num_older + len(found)} lists them all.")


def data(
    fetch: Annotated[bool, typer.Option(
        help="Download what is missing, in at most three minutes, or only look.")] = True,
    as_json: AsJson = False,
) -> None:
    """Say where MNIST is and what is missing, and download what is."""
    from mnist_core.base.settings import read_settings
    from mnist_core.cli.progress import download
    from mnist_core.data import mnist
    from mnist_core.data.mirrors import FetchError

    settings = read_settings()
    report = mnist.inspect(settings)
    if fetch and not report.complete:
        for clause in (clause for file in report.files for clause in file.damaged):
            note(f"{clause}.")
        try:
            with download() as progress:
                mnist.fetch(settings, progress)
        except FetchError as error:
            raise Failed(str(error)) from None
        report = mnist.inspect(settings)
    if as_json:
        print_json(asdict(report))
    else:
        _print_report(report)


def _step_text(run: "RunEntry") -> str:
    # its figures are not the step's
    return f"{run.step}, quick try" if run.is_quick_try else run.step


def _say_what_was_amiss(runs: "Sequence[RunEntry]") -> None:
    """Which runs were not trained on what would be the fastest here, and why."""
    told: dict[str, list[str]] = {}
    for run in runs:
        if run.device_note:
            told.setdefault(run.device_note, []).append(str(run.id))
    for sentence, numbers in told.items():
        more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
        note(f"Run {', '.join(numbers[:5])}{more}: {sentence}")


def _offer_interrupted(runs: Sequence[int]) -> None:
    if runs:
        told = count_of(len(runs), "run") + (" was" if len(runs) == 1 else " were")
        note(f"{told} interrupted; go on with: python -m mnist_core resume {runs[0]}")


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
    end = f"{description.layers[-1].receptive_field} pixels at the end"
    sight = (f"{description.before_pooling.receptive_field} before the "
             f"{description.head_begins_with}, {end}" if description.head_begins_with else end)
    typer.echo(f"{description.parameters:,} parameters, {description.multiply_adds:,} "
               f"multiply-adds a digit; sees {sight}.")


def _print_report(report: "Report") -> None:
    typer.echo(f"MNIST_DATA_DIR: {report.data_dir or 'not set'}")
    typer.echo(f"Downloads go to: {report.fetch_folder}")
    print_table(["file", "state", "where"],
                [(file.name, file.state, file.path or "; ".join(file.damaged))
                 for file in report.files])
    if report.complete:
        typer.echo(f"MNIST is complete: training uses {report.trains_on}.")
    elif report.trains_on:
        typer.echo("MNIST is not complete: training uses the offline sample.")
    else:
        typer.echo("MNIST is not complete: nothing is trained.")
    if report.notice:
        typer.echo(report.notice)

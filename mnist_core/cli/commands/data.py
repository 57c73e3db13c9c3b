"""The command that says where MNIST is and fetches it: data."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from mnist_core.cli.output import AsJson, print_json, print_table
from mnist_core.foreground.failed import Failed
from mnist_core.foreground.notes import note

if TYPE_CHECKING:
    from mnist_core.data.mnist import Report


def data(
    fetch: Annotated[bool, typer.Option(
        help="Download what is missing, in at most three minutes, or only look.")] = True,
    as_json: AsJson = False,
) -> None:
    """Say where MNIST is and what is missing, and download what is."""
    from mnist_core.base.settings import read_settings
    from mnist_core.data import mnist
    from mnist_core.data.mirrors import FetchError
    from mnist_core.foreground.progress import download

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

"""The command that imports runs of another lab."""

from pathlib import Path
from typing import Annotated

import typer

from mnist_core.cli.output import AsJson, print_json


def import_runs(
    file: Annotated[Path, typer.Argument(
        metavar="FILE", help="A ZIP file that `export`, or Take home, wrote.")],
    as_json: AsJson = False,
) -> None:
    """Import runs of another lab: they can be looked into, compared and exported like any other.

    A run that is here already is not recorded again. What was imported never trains on.
    """
    from mnist_core.base.settings import read_settings
    from mnist_core.cli.errors import opened_store
    from mnist_core.data.mnist import at_hand
    from mnist_core.foreground.failed import Failed
    from mnist_core.importing.importing import import_runs as runs_of_file
    from mnist_core.runs.own_runs.own_run import OwnRun
    from mnist_core.runs.run_list.contract_json import run_json

    settings = read_settings()
    with opened_store(settings) as store:
        try:
            content = file.open("rb")
        except OSError as error:
            raise ValueError(f"{file} cannot be read ({error.strerror or error}); name a ZIP file "
                             "that `export` wrote.") from None
        try:
            with content:
                imported = runs_of_file(store, settings, content, str(file), at_hand(settings))
        except OSError as error:
            raise Failed(f"{settings.home} cannot be written ({error.strerror or error})."
                         ) from None
        titles = [OwnRun(store, one.run).title for one in imported]
    if as_json:
        print_json([{**run_json(one.run), "was_here": one.was_here} for one in imported])
        return
    for one, title in zip(imported, titles, strict=True):
        typer.echo(f"{title} is here already." if one.was_here else f"Imported as {title}.")

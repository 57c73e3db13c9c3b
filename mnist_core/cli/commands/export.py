"""The command that takes a run home: export."""

from pathlib import Path
from typing import Annotated

import typer

from mnist_core.cli.output import AsJson, print_json
from mnist_core.foreground.notes import note


def export(
    run: Annotated[str, typer.Argument(
        metavar="RUN|STEP",
        help="A run's number, a step, or a reference run such as strategy-4@1.")],
    target: Annotated[Path, typer.Argument(
        metavar="TARGET", help="A new folder, or a new file that ends in .zip.")],
    only: Annotated[list[str] | None, typer.Option(
        metavar="NAME", help="Only this file, such as network.html; may be given many times, or "
        "several names parted by commas.")] = None,
    parquet: Annotated[bool, typer.Option(
        "--parquet", help="The tables also as Parquet, which keeps their types.")] = False,
    extra: Annotated[list[str] | None, typer.Option(
        "--with", metavar="NAME", help="Also this folder, for another program: tensorboard or "
        "mlflow; several as with --only.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a run's report, network, notebook, weights and tables, with a README that says what
    each is."""
    from mnist_core.base.format import comma_parts
    from mnist_core.base.settings import read_settings
    from mnist_core.cli.errors import opened_store
    from mnist_core.data.mnist import at_hand
    from mnist_core.export.archive import write_files
    from mnist_core.export.bundle import bundle, missing
    from mnist_core.export.exported_run import exported_run
    from mnist_core.foreground.failed import Failed
    from mnist_core.library.lesson_records import lesson_records
    from mnist_core.library.library import Library

    names, folders = (comma_parts(",".join(texts or [])) for texts in (only, extra))
    settings = read_settings()
    with opened_store(settings) as store:
        trained = Library(store).find(run)
        exported = exported_run(trained, at_hand(settings),
                                lesson_records(trained, settings.home))
    files = dict(bundle(exported, names, folders, parquet=parquet))
    try:
        write_files(files.items(), target)
    except OSError as error:
        raise Failed(f"{target} cannot be written ({error.strerror or error}).") from None
    if not names:
        for name, why in missing(exported).items():
            note(f"{name} is left out: {why}.")
    if as_json:
        print_json({"run": exported.key, "target": str(target.absolute()),
                    "files": {name: len(data) for name, data in files.items()}})
    else:
        size = sum(map(len, files.values())) / 1e6
        typer.echo(f"{exported.title}: {len(files)} files in {target} ({size:,.1f} MB unpacked).")

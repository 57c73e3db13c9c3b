"""The commands that keep a whole lab in one file and bring it back: backup and restore."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from mnist_core.base.format import count_of
from mnist_core.cli.output import AsJson, print_json
from mnist_core.foreground.failed import Failed
from mnist_core.foreground.notes import note


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to, such as lab.zip.")],
    as_json: AsJson = False,
) -> None:
    """Save runs, drawings, own recipes and own lessons with all their files in one file.

    The lab may run and train meanwhile. What is saved is how it stood at one moment.
    """
    import sqlite3

    from mnist_core.base.settings import read_settings
    from mnist_core.foreground.progress import share_of_work
    from mnist_core.runs.backup.backup import write_backup
    from mnist_core.runs.database.failures import records_sentence

    settings = read_settings()
    try:
        with share_of_work("Saving") as progress:
            contents = write_backup(settings, file, progress)
    except OSError as error:
        raise Failed(f"{file} cannot be written ({error.strerror or error}).") from None
    except sqlite3.Error as error:
        raise Failed(records_sentence(settings, error)) from None
    if as_json:
        print_json({"file": str(file.absolute()), **asdict(contents)})
    else:
        typer.echo(f"Saved {count_of(contents.runs, 'run')}, "
                   f"{count_of(contents.drawings, 'drawing')}, "
                   f"{count_of(contents.recipes, 'own recipe')} and "
                   f"{count_of(contents.lessons, 'own lesson')} in {file} "
                   f"({contents.bytes / 1e6:,.1f} MB unpacked).")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
    replace: Annotated[bool, typer.Option(
        "--replace", help="Put aside what the home holds, in a folder of its own, instead of "
        "refusing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back into MNIST_HOME, which must hold no runs, or be told to --replace them.

    The backup is checked whole before anything changes, and nothing is deleted. Runs that were
    training when it was made read "interrupted", and go on when they are resumed.
    """
    from mnist_core.base.settings import read_settings
    from mnist_core.foreground.progress import share_of_work
    from mnist_core.runs.backup.restore import restore as bring_back

    settings = read_settings()
    try:
        with share_of_work("Restoring") as progress:
            restored = bring_back(settings, file, replace=replace, progress=progress)
    except OSError as error:
        raise Failed(f"{settings.home} cannot be written ({error.strerror or error}).") from None
    if restored.aside:
        note(f"What was there lies in {restored.aside} now.")
    if as_json:
        print_json({"home": str(settings.home), **asdict(restored),
                    "aside": restored.aside and str(restored.aside)})
    else:
        typer.echo(f"Restored {count_of(restored.runs, 'run')} to {settings.home}.")

"""How a command fails: one sentence on stderr and an exit code."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from mnist_core.base.format import for_terminal
from mnist_core.foreground.failed import Failed

if TYPE_CHECKING:
    from mnist_core.base.settings import Settings
    from mnist_core.runs.records.store import Store

FAILED, WRONG_INPUT = 1, 2
# click's UsageError, wherever this version of typer keeps its click
_UsageError: type[Any] = typer.BadParameter.__bases__[0]


class Commands(TyperGroup):
    """All commands: a ``ValueError`` is the user's mistake, ``Failed`` is the work's."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except _UsageError as error:
            command = error.ctx.command_path if error.ctx else ctx.command_path
            _say(f"{error.format_message().rstrip('.')}; see {command} --help.")
            raise typer.Exit(WRONG_INPUT) from None
        except ValueError as error:
            _say(str(error))
            raise typer.Exit(WRONG_INPUT) from None
        except Failed as error:
            _say(str(error))
            raise typer.Exit(FAILED) from None


@contextmanager
def opened_store(settings: "Settings", *, trains: bool = False) -> Iterator["Store"]:
    """The store, for as long as its database answers, and that of its files.

    Who ``trains`` waits for files that are away as a worker does; everybody else is told at once.

    Raises:
        ValueError: the folder or the address of the database is wrong.
        Failed: the database or the store of files is full, locked, damaged or gone.
    """
    # imported here: `--help` and `steps` need no database
    from mnist_core.base.log import start_logging
    from mnist_core.runs.artifacts.open_artifacts import open_artifacts
    from mnist_core.runs.database.failures import (
        ArtifactsError,
        StoreError,
        is_outage,
        records_sentence,
    )
    from mnist_core.runs.records.store import open_store

    # a command says what it does by itself; whoever asks for the log gets it beside that
    if "log_level" in settings.model_fields_set:
        start_logging("command", settings.log_level)
    try:
        artifacts = open_artifacts(settings, is_worker=trains)
        with closing(open_store(settings, artifacts)) as store:
            yield store
    except (ArtifactsError, StoreError) as error:
        if not is_outage(error):
            raise
        raise Failed(records_sentence(settings, error)) from None


def _say(text: str) -> None:
    # one line, whatever a library's message looked like
    typer.echo(f"Error: {for_terminal(' '.join(text.split()))}", err=True)

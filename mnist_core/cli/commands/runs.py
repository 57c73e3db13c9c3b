"""The command that lists the recorded runs: runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mnist_core.base.format import count_of
from mnist_core.cli.errors import opened_store
from mnist_core.cli.output import AsJson, accuracy_cell, print_json, print_table
from mnist_core.foreground.notes import note

if TYPE_CHECKING:
    from mnist_core.runs.run_list.columns import RunEntry


def runs(
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many at most.")] = 100,
    search: Annotated[str, typer.Option(
        metavar="WORDS", help="Only runs with these words in number, name, note, step, state or "
        "what they changed.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the recorded runs, the newest first."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.records.run_query import RunQuery
    from mnist_core.runs.run_list.contract_json import run_json
    from mnist_core.runs.run_list.listing import num_runs, run_entries, run_ids

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
                      f"{run.epochs_done}/{run.num_epochs}", accuracy_cell(run.best_test_accuracy),
                      run.seed, f"{datetime.fromtimestamp(run.created):%Y-%m-%d %H:%M}")
                     for run in found])
        _say_what_was_amiss(found)
        _offer_interrupted(interrupted)
    if num_older > 0:
        note(f"{num_older:,} older {'run is' if num_older == 1 else 'runs are'} not listed; "
             f"--limit {num_older + len(found)} lists them all.")


def _step_text(run: "RunEntry") -> str:
    from mnist_core.ladders.labels import IMPORTED, QUICK_TRY

    # its figures are not the step's
    marks = [*([QUICK_TRY] if run.is_quick_try else []), *([IMPORTED] if run.is_imported else [])]
    return ", ".join((run.recipe_name, *marks))


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

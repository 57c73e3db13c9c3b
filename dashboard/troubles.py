"""Why a run stands still, in one sentence, where the run itself could not write it down."""

import shutil

from dashboard.lab import settings
from mnist_core.runs.records import Run

LITTLE_BYTES = 1_000_000


def trouble(run: Run) -> str | None:
    """The run's own error, or what must have happened to it; None if all is well."""
    if run.error or run.state != "interrupted":
        return run.error
    home = settings().home
    if shutil.disk_usage(home).free < LITTLE_BYTES:
        return (f"The disk of {home} is full: free some space, then resume; the run goes on from "
                "its last checkpoint.")
    return "The worker fell silent. Resume goes on from the last checkpoint."

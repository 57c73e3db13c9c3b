"""Why a run stands still, in one sentence, where the run itself could not write it down."""

from dashboard.server.resources import settings
from mnist_core.runs.database.failures import full_sentence, is_full
from mnist_core.runs.database.run import Run


def run_error(run: Run) -> str | None:
    """The run's own error, or what must have happened to it; None if all is well."""
    if run.error or run.state != "interrupted":
        return run.error
    if is_full(settings().home):
        return full_sentence(settings().home)
    what = "The lab was ended while it trained" if run.ended_with_lab else "The worker fell silent"
    return f"{what}. Resume goes on from the last checkpoint."

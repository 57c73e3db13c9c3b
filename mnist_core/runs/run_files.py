"""Where the files of a run are, in words: not every machine that reads its records has them."""

from mnist_core.runs.artifacts import Artifacts
from mnist_core.runs.records import Run


def missing_sentence(artifacts: Artifacts, run: Run) -> str:
    """Where the files are that this machine lacks of a run which has trained, and what to do."""
    here = artifacts.place(run.id)
    if run.kept_at == here:
        return (f"The files of run {run.id} are gone from {here}: put that folder back from a "
                "backup.")
    if run.kept_at is None:
        return (f"The files of run {run.id} are not in {here}, but where it was trained: copy its "
                "folder from there.")
    return (f"The files of run {run.id} are where it was trained, in {run.kept_at}: copy that "
            f"folder to {here}.")

"""Where the files of a run are, in words: not every machine that reads its records has them."""

from mnist_core.runs.artifacts.artifacts import BEST_PREDICTIONS, LAST_PREDICTIONS, ArtifactStore
from mnist_core.runs.database.run import Run


def missing_sentence(artifacts: ArtifactStore, run: Run) -> str:
    """Where the files are that this machine lacks of a run which has trained, and what to do."""
    here = artifacts.place(run.id)
    if run.is_imported and not artifacts.names(run.id):
        return (f"Run {run.id} was imported from another lab without its weights and answers: they "
                "were not in its file.")
    if run.kept_at == here:
        return (f"The files of run {run.id} are gone from {here}: put that folder back from a "
                "backup.")
    if run.kept_at is None:
        return (f"The files of run {run.id} are not in {here}, but where it was trained: copy its "
                "folder from there.")
    return (f"The files of run {run.id} are where it was trained, in {run.kept_at}: copy that "
            f"folder to {here}.")


def unread_sentence(artifacts: ArtifactStore, run: Run, *, best: bool) -> str:
    """Why there are no answers of a run that has measured an epoch, and what to do."""
    name = BEST_PREDICTIONS if best else LAST_PREDICTIONS
    if artifacts.version(run.id, name) is None:
        return missing_sentence(artifacts, run)
    return damaged_sentence(artifacts, run, name)


def damaged_sentence(artifacts: ArtifactStore, run: Run, name: str) -> str:
    """What a file of a run that cannot be read means, and what to do."""
    return (f"{name} of run {run.id} is damaged, in {artifacts.place(run.id)}: put that folder "
            "back from a backup. Its other files and all other runs are as they were.")

"""From what a run goes on: its last checkpoint that can be read here, or why there is none.

A run that has trained never begins again by itself: what was recorded of it would be lost.
"""

import logging

from mnist_core.base.log import of_run
from mnist_core.runs.artifacts.artifacts import (
    CHECKPOINT,
    FIRST_CHECKPOINT,
    PREVIOUS_CHECKPOINT,
    ArtifactStore,
)
from mnist_core.runs.artifacts.missing_files import missing_sentence
from mnist_core.runs.database.run import Run

_log = logging.getLogger(__name__)


def has_checkpoint(artifacts: ArtifactStore, run_id: int) -> bool:
    """Whether there is any here, good or damaged."""
    return bool(_checkpoints(artifacts, run_id))


def check_resumable(artifacts: ArtifactStore, run: Run) -> None:
    """Refuse before a run is queued what no worker of this machine could go on with.

    Raises:
        ValueError: it was imported from another lab; or its recipe or checkpoint is unreadable.
    """
    if run.is_imported:
        raise ValueError(f"Run {run.id} was imported from another lab, without what a training "
                         "goes on from: start its recipe as a new run.")
    _ = run.recipe
    last_checkpoint(artifacts, run)


def last_checkpoint(artifacts: ArtifactStore, run: Run) -> bytes | None:
    """The newest checkpoint that can be read; None for a run that has not trained a batch.

    Logs which are damaged.

    Raises:
        ValueError: it has trained, and there is none; where its files are, and what to do.
    """
    # imported here: it brings PyTorch, and whoever opens a store should not wait for that
    from mnist_core.training.checkpoint import from_bytes

    if run.position == 0:
        # whatever lies in its folder is of another run
        return None
    names = _checkpoints(artifacts, run.id)
    damage = ""
    for name in names:
        data = artifacts.read(run.id, name)
        try:
            if data is not None:
                from_bytes(data)
                return data
        except ValueError as error:
            damage = damage or str(error)
            _log.warning("Run %d: %s cannot be used, trying the one before it. %s", run.id, name,
                         error, extra=of_run(run.id))
    why = missing_sentence(artifacts, run) if not names else (
        f"{damage} Put {artifacts.place(run.id)} back from a backup.")
    raise ValueError(f"Run {run.id} cannot go on here. {why} What it recorded stays; its recipe "
                     "can be started as a new run.")


def _checkpoints(artifacts: ArtifactStore, run_id: int) -> list[str]:
    """Those that are here, the newest first. The first one is not a way back from a later one."""
    later = [name for name in (CHECKPOINT, PREVIOUS_CHECKPOINT)
             if artifacts.version(run_id, name) is not None]
    if not later and artifacts.version(run_id, FIRST_CHECKPOINT) is not None:
        return [FIRST_CHECKPOINT]
    return later

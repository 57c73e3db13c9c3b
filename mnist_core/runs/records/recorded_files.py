"""What a run's files hold, as values: answers of a moment, and the batch that was looked at.

The last ones that were read are kept, each under the version of its file.
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from mnist_core.base.files.array_file import DamagedArtifact
from mnist_core.base.log import of_run
from mnist_core.runs.artifacts.artifacts import ONE_BATCH, PAUSED_PREDICTIONS, ArtifactStore

if TYPE_CHECKING:
    from mnist_core.runs.records.paused_evaluation import PausedEvaluation
    from mnist_core.training.evaluate import Evaluation
    from mnist_core.training.step.batch_look import BatchLook

_log = logging.getLogger(__name__)

T = TypeVar("T")


@lru_cache(maxsize=32)
def read_evaluation(artifacts: ArtifactStore, run_id: int, name: str,
                version: int) -> "Evaluation | None":
    # imported here: it brings PyTorch, and a list of runs should not wait for that
    from mnist_core.training.evaluate import evaluation_from_bytes

    return _read(artifacts, run_id, name, evaluation_from_bytes)


@lru_cache(maxsize=8)
def read_paused_evaluation(artifacts: ArtifactStore, run_id: int,
                       version: int) -> "PausedEvaluation | None":
    from mnist_core.runs.records.paused_evaluation import paused_evaluation_from_bytes

    return _read(artifacts, run_id, PAUSED_PREDICTIONS, paused_evaluation_from_bytes)


@lru_cache(maxsize=8)
def read_batch_look(artifacts: ArtifactStore, run_id: int, version: int) -> "BatchLook | None":
    from mnist_core.training.step.batch_look import batch_look_from_bytes

    return _read(artifacts, run_id, ONE_BATCH, batch_look_from_bytes)


def _read(artifacts: ArtifactStore, run_id: int, name: str,
          decode: Callable[[bytes], T]) -> T | None:
    """An artifact of arrays; None where there is none, or it is damaged, which is logged."""
    data = artifacts.read(run_id, name)
    if data is None:
        return None
    try:
        return decode(data)
    except DamagedArtifact as error:
        _log.warning("%s is damaged (%s)", name, error, extra=of_run(run_id))
        return None

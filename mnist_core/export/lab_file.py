"""What another lab needs of a run, bit for bit: its curve and its answers for the test digits."""

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from mnist_core.export.exported_run import ExportedRun

LAB = "lab.safetensors"
CURVE = ("loss", "correct", "lr")
LABELS = "labels"


def lab_safetensors(run: ExportedRun) -> bytes:
    """``curve.loss``, ``curve.correct`` and ``curve.lr``: float32 [batches], from the first batch.

    Where answers are known also ``labels``: uint8 [digits], with ``best.log_probabilities`` and
    ``last.log_probabilities``: float32 [digits, 10]. The last ones are left out where the last
    epoch is the best.
    """
    arrays: dict[str, NDArray[np.generic]] = {
        curve_of(name): getattr(run.curve, name) for name in CURVE}
    is_last_best = run.best_epoch == len(run.epochs)
    for moment, evaluation in (("best", run.evaluation if run.moment == "best" else None),
                               ("last", None if is_last_best else run.last_evaluation)):
        if evaluation:
            arrays[LABELS] = evaluation.labels.astype(np.uint8)
            arrays[log_probabilities(moment)] = evaluation.log_probabilities
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()})


def curve_of(name: str) -> str:
    return f"curve.{name}"


def log_probabilities(moment: str) -> str:
    return f"{moment}.log_probabilities"

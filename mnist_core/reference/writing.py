"""Writing a finished run down as a reference run, in its folder below ``reference/``."""

import io
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import save_file

from mnist_core.base.curve_thinning import kept_points
from mnist_core.base.source import REFERENCE
from mnist_core.data.mnist import Dataset
from mnist_core.findings.report import goal_of, verdict
from mnist_core.reference.records import (
    ARRAYS,
    RECORD,
    WEIGHTS,
    Record,
    ReferenceRun,
    record_json,
    reference_run,
)
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.trained.trained import Predictions, predictions_of
from mnist_core.training.evaluate import evaluate

MAX_POINTS = 1000
MAX_KEPT_PARAMETERS = 100_000
"""Weights of larger networks would make the folder too large; their figures are kept."""


def write_reference(run: OwnRun, variant: str | None, data: Dataset,
                    root: Path = REFERENCE) -> ReferenceRun:
    """Record a finished run of a step on ``data``, replacing what was recorded of it before.

    Its best epoch's weights are read once more, in float32, on the test and on the training
    digits: whoever loads them can then check the figures, on any machine.
    """
    assert run.run.state == "finished" and run.best_epoch and run.step_id
    network, normalisation = run.network("best"), run.recipe.normalisation
    on_test = evaluate(network, data.test.images, data.test.labels, normalisation)
    on_train = evaluate(network, data.train.images, data.train.labels, normalisation)
    last, evidence = run.predictions("last"), run.evidence
    assert last is not None and evidence is not None
    epochs = run.epochs()
    record = Record(
        step_id=run.step_id, variant=variant, seed=run.recipe.seed, recipe=run.recipe,
        parameters=run.parameters, num_batches=run.num_batches, best_epoch=run.best_epoch,
        verdict=verdict(goal_of(run.step_id), run.parameters, epochs).text,
        evidence=evidence, epochs=epochs,
        train_accuracy_in_eval_mode=on_train.accuracy, train_loss_in_eval_mode=on_train.loss,
        test_accuracy_of_weights=on_test.accuracy)
    # put together beside its place: a crash leaves the old record or the new one
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=".new-", dir=root))
    (folder / RECORD).write_bytes(record_json(record))
    (folder / ARRAYS).write_bytes(_arrays(run, predictions_of(on_test), last))
    if run.parameters <= MAX_KEPT_PARAMETERS:
        save_file(network.state_dict(), folder / WEIGHTS)
    folder.chmod(0o755)
    place = root / record.key
    shutil.rmtree(place, ignore_errors=True)
    os.replace(folder, place)
    return reference_run(place)


def _arrays(run: OwnRun, best: Predictions, last: Predictions) -> bytes:
    curve = run.curve()
    kept = kept_points(curve.loss, MAX_POINTS)
    arrays: dict[str, NDArray[np.generic]] = {
        "at": curve.at[kept].astype(np.int32),
        **{name: getattr(curve, name)[kept] for name in ("loss", "correct", "lr")},
        "labels": best.labels.astype(np.uint8),
    }
    for moment, predictions in (("best", best), ("last", last)):
        arrays[f"{moment}_predicted"] = predictions.predicted.astype(np.uint8)
        arrays[f"{moment}_confidence"] = predictions.confidence.astype(np.float16)
        arrays[f"{moment}_losses"] = predictions.losses.astype(np.float16)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()

"""What a trained network made of the test digits: what the Errors page and its routes start from.
"""

import numpy as np

from dashboard.admission.pages import heavily
from dashboard.server.resources import data_state, store
from mnist_core.data.label_errors import LABEL_ERRORS, LabelError
from mnist_core.data.mnist import Dataset
from mnist_core.runs.artifacts.missing_files import unread_sentence
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.trained.trained import Trained
from mnist_core.training.evaluate import Evaluation


def can_be_read(trained: Trained) -> bool:
    """There are answers, or will be soon: a paused worker reads the test digits at once."""
    if not isinstance(trained, OwnRun):
        return bool(trained.moments)
    run = trained.run
    is_reading = run.state == "paused" and run.is_attached
    return run.epochs_done > 0 or is_reading or store().paused_evaluation(run) is not None


def reading(trained: Trained, *, best: bool) -> tuple[Evaluation | None, str]:
    """What it made of the test digits, and when: ``epoch 2`` or ``epoch 2, batch 117``.

    Of an own run as it was measured, or as it is paused now; a reference run reads the loaded
    digits with its kept weights.
    """
    if not isinstance(trained, OwnRun):
        dataset = data_state().dataset
        evaluation = heavily(lambda: trained.evaluation(dataset)) if dataset else None
        return evaluation, f"epoch {trained.best_epoch}"
    run = trained.run
    paused = None if best else store().paused_evaluation(run)
    if paused is None:
        return (store().evaluation(run.id, best=best),
                f"epoch {run.best_epoch if best else run.epochs_done}")
    if paused.position == 0:
        return paused.evaluation, "before its first batch"
    epoch, batch = divmod(paused.position - 1, run.num_batches)
    return paused.evaluation, f"epoch {epoch + 1}, batch {batch + 1}"


def why_nothing(trained: Trained, *, best: bool) -> str:
    """One sentence on a network of which there are no answers."""
    if trained.is_reference:
        return why_no_weights(trained)
    if isinstance(trained, OwnRun) and trained.run.epochs_done:
        return unread_sentence(store().artifacts, trained.run, best=best)
    if isinstance(trained, OwnRun) and trained.run.state == "paused":
        return (f"{trained.short_label} was paused in its first epoch and is reading the test "
                "digits.")
    return (f"{trained.short_label} has not read the test digits yet; wait for its first epoch, or "
            "pause it.")


def why_no_weights(trained: Trained) -> str:
    """One sentence on a network without weights."""
    try:
        trained.network()
    except ValueError as error:
        return str(error)
    return ""


def is_same_data(trained: Trained, evaluation: Evaluation, dataset: Dataset) -> bool:
    """Whether place i of the evaluation is digit i of the loaded test set."""
    # a reference run has just read the digits that are loaded
    return trained.is_reference or (
        trained.source == dataset.source.description
        and np.array_equal(evaluation.labels, dataset.test.labels.numpy()))


def why_not_shown(trained: Trained, dataset: Dataset | None) -> str:
    """One sentence on digits that are not those of the loaded data set."""
    loaded = dataset.source.description if dataset else "no data"
    return (f"These digits cannot be shown: {trained.short_label} was measured on "
            f"{trained.source}; loaded now: {loaded}.")


def disputes(dataset: Dataset | None) -> dict[int, LabelError]:
    """The published label errors, which count places in the real test set only."""
    if dataset is None or dataset.source.is_sample:
        return {}
    return LABEL_ERRORS

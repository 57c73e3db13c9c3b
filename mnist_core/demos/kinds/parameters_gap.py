"""Parameters against the gap between training and test digits: a dot a reference run."""

from mnist_core.base.frozen import Frozen
from mnist_core.base.source import REFERENCE
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.trained.trained import Trained

FIRST = "strategy-1@1"
RUNS = (FIRST, *sorted(folder.name for folder in REFERENCE.glob("*@*") if folder.name != FIRST))
"""All that are recorded."""


class ParametersGapSettings(Frozen):
    """Nothing can be set."""


def _data(given: Given, settings: ParametersGapSettings) -> Data:
    runs = {run.key: run for run in (given.trained, *given.others)}
    return {"runs": [_dot(run) for run in runs.values() if run.best_epoch], "chosen":
            given.trained.key}


def _dot(run: Trained) -> Data:
    """Accuracies in percent, of the best epoch; ``in_eval_mode`` says how ``train`` was measured:
    by the finished network, or while it was learning."""
    epochs = run.epochs()
    assert run.best_epoch is not None
    best = epochs[run.best_epoch - 1]
    in_eval_mode = run.train_accuracy_in_eval_mode
    return {
        "key": run.key, "label": run.short_label,
        "parameters": run.parameters, "epoch": best.epoch,
        "train": round(best.train_accuracy if in_eval_mode is None else in_eval_mode, 2),
        "running": round(best.train_accuracy, 2), "test": round(best.test_accuracy, 2),
        "in_eval_mode": in_eval_mode is not None, "is_regularised": run.recipe.is_regularised,
        "curves": {"train": [round(epoch.train_accuracy, 2) for epoch in epochs],
                   "test": [round(epoch.test_accuracy, 2) for epoch in epochs]},
    }


PARAMETERS_GAP = DemoKind(
    name="parameters-gap", settings=ParametersGapSettings, data=_data, runs=RUNS,
    terms=("parameters", "overfitting"))

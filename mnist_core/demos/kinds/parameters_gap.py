"""Parameters against the gap between training and test digits: a dot a reference run."""

from mnist_core.base.frozen import Frozen
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.parts import augmentation_of
from mnist_core.network.notation import Drop
from mnist_core.trained.trained import Trained

RUNS = (
    "strategy-1@1", "strategy-2@1", "strategy-3@1", "strategy-4@1",
    "drilldown-1@1", "drilldown-1@2", "drilldown-1-stepped@1", "drilldown-1-stepped@2",
    "drilldown-2@1", "drilldown-2-padded@1", "drilldown-3@1",
    "models-1@0", "models-1@1", "models-1@2", "models-2@1", "models-3@1", "models-4@1",
    "nets-2@1", "nets-3@1", "nets-4@1", "nets-5@1", "nets-6@1",
    "finetune-0@1", "finetune-1@0", "finetune-1@1", "finetune-1@2", "finetune-2@1",
    "finetune-3@1", "finetune-4@1", "finetune-5@1", "finetune-6@1",
)
"""All that are recorded; a test compares them with the folders."""


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
        "in_eval_mode": in_eval_mode is not None, "is_regularised": _is_regularised(run),
        "curves": {"train": [round(epoch.train_accuracy, 2) for epoch in epochs],
                   "test": [round(epoch.test_accuracy, 2) for epoch in epochs]},
    }


def _is_regularised(run: Trained) -> bool:
    """It trained with dropout or on augmented digits."""
    return (bool(augmentation_of(run))
            or any(isinstance(layer, Drop) and layer.p > 0 for layer in run.recipe.network))


PARAMETERS_GAP = DemoKind(
    name="parameters-gap", settings=ParametersGapSettings, data=_data, runs=RUNS,
    terms=("parameters", "overfitting"))

"""Steps, runs and epochs in the JSON forms of the public contract."""

from dataclasses import asdict
from datetime import UTC, datetime

from mnist_core.ladders import Step, find_ladder
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.run_list import RunEntry
from mnist_core.trained.history import EpochRecord


def step_json(step: Step) -> dict[str, object]:
    """Accuracies in percent; ``published_*`` as the README says, ``log_*`` as its log says;
    ``goal`` is its ladder's."""
    return {
        "id": step.id, "ladder": step.ladder_id, "title": step.title,
        "parameters": step.published.parameters,
        "published_best_train_accuracy": step.published.best_train_accuracy,
        "published_best_test_accuracy": step.published.best_test_accuracy,
        "log_best_train_accuracy": step.log.best_train_accuracy,
        "log_best_test_accuracy": step.log.best_test_accuracy,
        "goal": asdict(find_ladder(step.ladder_id).goal),
    }


def run_json(run: Run | RunEntry) -> dict[str, object]:
    return {
        "id": run.id, "step": run.step_id, "state": run.state, "seed": run.seed,
        "created": datetime.fromtimestamp(run.created, UTC).isoformat(timespec="seconds"),
        "epochs_done": run.epochs_done, "best_test_accuracy": run.best_test_accuracy,
    }


def epoch_json(epoch: EpochRecord) -> dict[str, object]:
    return asdict(epoch)

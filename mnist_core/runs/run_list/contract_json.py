"""Steps, runs and epochs in the JSON forms of the public contract."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from pydantic import GetPydanticSchema
from typing_extensions import TypedDict

from mnist_core.ladders import Step, find_ladder
from mnist_core.runs.database.run import Run
from mnist_core.runs.run_list.columns import RunEntry
from mnist_core.training.epoch_record import EpochRecord


class GoalJson(TypedDict):
    """What a ladder set out to reach: an accuracy in percent, with fewer parameters than so many.
    """

    test_accuracy: float
    max_parameters: int
    max_epochs: int


class StepJson(TypedDict):
    """Accuracies in percent; ``published_*`` as the README says, ``log_*`` as its log says;
    ``goal`` is its ladder's."""

    id: str
    ladder: str
    title: str
    parameters: int
    published_best_train_accuracy: float | None
    published_best_test_accuracy: float | None
    log_best_train_accuracy: float | None
    log_best_test_accuracy: float | None
    goal: GoalJson


class RunJson(TypedDict):
    """``step`` is None for an own recipe, ``created`` ISO 8601 in UTC, an accuracy in percent.

    ``against_step`` is "same" where at most seed and device differ from the step's recipe,
    "shorter" with fewer epochs or training digits (a quick try), else "changed".
    """

    id: int
    step: str | None
    against_step: str
    state: str
    seed: int
    created: str
    epochs_done: int
    best_test_accuracy: float | None


EpochJson = Annotated[dict[str, Any],
                      GetPydanticSchema(lambda _, handler: handler(EpochRecord))]
"""The fields of an ``EpochRecord``."""


def step_json(step: Step) -> StepJson:
    return {
        "id": step.id, "ladder": step.ladder_id, "title": step.title,
        "parameters": step.published.parameters,
        "published_best_train_accuracy": step.published.best_train_accuracy,
        "published_best_test_accuracy": step.published.best_test_accuracy,
        "log_best_train_accuracy": step.log.best_train_accuracy,
        "log_best_test_accuracy": step.log.best_test_accuracy,
        "goal": cast(GoalJson, asdict(find_ladder(step.ladder_id).goal)),
    }


def run_json(run: Run | RunEntry) -> RunJson:
    return {
        "id": run.id, "step": run.step_id, "against_step": run.against_step,
        "state": run.state, "seed": run.seed,
        "created": datetime.fromtimestamp(run.created, UTC).isoformat(timespec="seconds"),
        "epochs_done": run.epochs_done, "best_test_accuracy": run.best_test_accuracy,
    }


def epoch_json(epoch: EpochRecord) -> EpochJson:
    return asdict(epoch)

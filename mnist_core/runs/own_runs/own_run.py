"""A run of this lab as a trained network among others."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from mnist_core.base.format import one_line
from mnist_core.ladders.labels import IMPORTED, QUICK_TRY, run_name, scored
from mnist_core.recipe.recipe import NewerVersion, Recipe
from mnist_core.runs.artifacts.artifacts import (
    BEST_PREDICTIONS,
    BEST_WEIGHTS,
    CHECKPOINT,
    LAST_PREDICTIONS,
)
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.store import Store
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.evidence import Evidence
from mnist_core.trained.trained import Moment, Predictions, predictions_of
from mnist_core.training.epoch_record import EpochRecord

if TYPE_CHECKING:
    from torch import nn

    from mnist_core.data.mnist import Dataset
    from mnist_core.training.evaluate import Evaluation

_WEIGHTS: dict[Moment, str] = {"best": BEST_WEIGHTS, "last": CHECKPOINT}
_PREDICTIONS: dict[Moment, str] = {"best": BEST_PREDICTIONS, "last": LAST_PREDICTIONS}


@dataclass(frozen=True, slots=True)
class OwnRun:
    """See ``trained.Trained``; ``run`` is as it stood when it was read."""

    store: Store
    run: Run
    is_reference: ClassVar[bool] = False
    train_accuracy_in_eval_mode: ClassVar[None] = None

    @property
    def key(self) -> str:
        return str(self.run.id)

    @property
    def label(self) -> str:
        """``Run 12 · strategy-4 · best 99.43 % · finished``; quick tries and imported runs say so.
        """
        run = self.run
        state = (f"epoch {_progress(run)}, {run.state}"
                 if run.state in ("running", "paused", "queued") else run.state)
        return f"{self.title} · {state}"

    @property
    def title(self) -> str:
        run = self.run
        name = run_name(run.id, run.recipe_name, one_line(run.name))
        return " · ".join((scored(name, run.best_test_accuracy),
                           *([QUICK_TRY] if run.is_quick_try else []),
                           *([IMPORTED] if run.is_imported else [])))

    @property
    def short_label(self) -> str:
        return run_name(self.run.id)

    @property
    def is_active(self) -> bool:
        return self.run.is_active

    @property
    def step_id(self) -> str | None:
        return self.run.step_id

    @property
    def recipe_name(self) -> str:
        return self.run.recipe_name

    @property
    def recipe(self) -> Recipe:
        return self.run.recipe

    @property
    def parameters(self) -> int:
        return self.run.parameters

    @property
    def num_batches(self) -> int:
        return self.run.num_batches

    @property
    def best_epoch(self) -> int | None:
        return self.run.best_epoch

    @property
    def best_test_accuracy(self) -> float | None:
        return self.run.best_test_accuracy

    @property
    def seconds(self) -> float:
        return sum(epoch.seconds for epoch in self.epochs())

    @property
    def source(self) -> str | None:
        return self.run.source

    @property
    def is_quick_try(self) -> bool:
        return self.run.is_quick_try

    @property
    def is_imported(self) -> bool:
        return self.run.is_imported

    @property
    def name(self) -> str:
        return self.run.name

    @property
    def note(self) -> str:
        return self.run.note

    @property
    def evidence(self) -> Evidence | None:
        row = self.run
        when, machine = row.finished or row.started, row.machine
        if not (when and machine and row.threads and row.device and row.path and row.source):
            return None
        return Evidence(
            date=f"{datetime.fromtimestamp(when, UTC):%Y-%m-%d}", commit=machine.commit,
            device=row.device, processor=machine.processor, threads=row.threads, path=row.path,
            python=machine.python, torch=machine.torch, seconds=round(self.seconds, 1),
            source=row.source, moved_from=row.moved_from)

    @property
    def moments(self) -> tuple[Moment, ...]:
        artifacts = self.store.artifacts
        return tuple(moment for moment, name in _WEIGHTS.items()
                     if artifacts.version(self.run.id, name) is not None)

    @property
    def version(self) -> str:
        names = (*_WEIGHTS.values(), *_PREDICTIONS.values())
        return "/".join(str(self.store.artifacts.version(self.run.id, name)) for name in names)

    def epochs(self) -> tuple[EpochRecord, ...]:
        return tuple(self.store.epochs(self.run.id))

    def curve(self) -> BatchCurve:
        return self.store.curve(self.run.id)

    def predictions(self, moment: Moment = "best") -> Predictions | None:
        evaluation = self.store.evaluation(self.run.id, best=moment == "best")
        return predictions_of(evaluation) if evaluation else None

    def evaluation(self, data: "Dataset | None",
                   moment: Moment = "best") -> "Evaluation | None":
        """See ``trained.Trained``; as it was measured while it trained."""
        if data and self.run.source != data.source.description:
            return None
        return self.store.evaluation(self.run.id, best=moment == "best")

    def network(self, moment: Moment = "best") -> "nn.Sequential":
        from mnist_core.runs.own_runs.own_weights import trained_network

        return trained_network(self.store, self.run, best=moment == "best")


def _progress(run: Run) -> str:
    """``3 of 15``; without the 15 where only a newer version of the lab can read that."""
    try:
        return f"{run.epochs_done} of {run.recipe.epochs}"
    except NewerVersion:
        return str(run.epochs_done)

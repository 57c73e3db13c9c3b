"""A run as it leaves the lab: everything that the files of a bundle are written from, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_core.data.mnist import FULL_MNIST, Dataset
from mnist_core.ladders import STEPS
from mnist_core.ladders.labels import file_name
from mnist_core.ladders.step import Step
from mnist_core.lessons.record import LessonRecord
from mnist_core.network.geometry import Description
from mnist_core.recipe.recipe import Recipe
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.evidence import Evidence
from mnist_core.trained.trained import Moment, Predictions, Trained
from mnist_core.training.epoch_record import EpochRecord
from mnist_core.training.evaluate import Evaluation

if TYPE_CHECKING:
    from torch import nn

MOMENTS: tuple[Moment, ...] = ("best", "last")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRun:
    """One run; accuracies in percent, losses in nats.

    Attributes:
        key: ``12`` or ``strategy-4@1``, as commands and addresses call it.
        title: one line that tells it from all others: ``Run 12 · strategy-4 · best 99.38 %``.
        step: the published step that it is a run of; None for a recipe of its own.
        moment: of which epoch the weights and answers are; the best one where both are kept.
        network: in eval mode, on the CPU; None where no weights were kept.
        kept_answers: what it made of the test digits, in short, of each moment that is known.
        train_accuracy_in_eval_mode: see ``Trained``.
        evaluation: all probabilities of the test digits; None where they are not known.
        data: the digits that it was measured on; None where they are not at hand here, so that
            their pictures cannot be shown.
        last_evaluation: the same at its last epoch.
        given_name: what its person called it; may be empty.
        note: what its person wrote about it; may be empty.
        evidence: None where it was not recorded.
        lessons: what its owner predicted in the lessons that it was trained in.
    """

    key: str
    title: str
    step: Step | None
    is_reference: bool
    is_quick_try: bool
    is_imported: bool
    recipe: Recipe
    parameters: int
    num_batches: int
    best_epoch: int | None
    moment: Moment
    epochs: tuple[EpochRecord, ...]
    curve: BatchCurve
    network: "nn.Sequential | None"
    kept_predictions: Mapping[Moment, Predictions]
    train_accuracy_in_eval_mode: float | None
    evaluation: Evaluation | None
    last_evaluation: Evaluation | None
    data: Dataset | None
    source: str | None
    given_name: str
    note: str
    evidence: Evidence | None
    lessons: tuple[LessonRecord, ...] = ()

    @property
    def name(self) -> str:
        """What its files and folders are called: ``run-12-strategy-4``, ``strategy-4@1``."""
        if self.is_reference:
            return self.key
        return file_name(self.key, self.step.id if self.step else None)

    @property
    def shortened(self) -> str:
        """What a quick try has less of than its step, as a sentence goes on; empty of any other."""
        if not (self.is_quick_try and self.step):
            return ""
        return f"fewer epochs or digits than {self.step.id} has"

    @property
    def described(self) -> Description:
        """The network's layers with their sizes and receptive fields."""
        return self.recipe.describe()

    def predictions(self, moment: Moment = "best") -> Predictions | None:
        """What it made of the test digits; None where that was not kept."""
        return self.kept_predictions.get(moment)

    @property
    def is_on_full_mnist(self) -> bool:
        """Whether the digits that it was trained and tested on are all of MNIST's."""
        return self.source == FULL_MNIST

    @property
    def accuracy(self) -> float | None:
        """Percent of the test digits, at the epoch of ``moment``."""
        if not self.epochs:
            return None
        last = self.best_epoch if self.moment == "best" and self.best_epoch else len(self.epochs)
        return self.epochs[last - 1].test_accuracy


def exported_run(trained: Trained, data: Dataset | None,
                 lessons: tuple[LessonRecord, ...] = ()) -> ExportedRun:
    """What can be taken home of a run; ``data`` are the digits that the lab has at hand, if any.

    Raises:
        ValueError: nothing was measured yet, so there is nothing to take home.
    """
    epochs, moments = trained.epochs(), trained.moments
    if not epochs:
        raise ValueError(f"{trained.short_label} has no measured epoch yet, so there is nothing to "
                         "take home; wait for the end of its first epoch.")
    moment: Moment = "best" if "best" in moments or not moments else "last"
    same = data is not None and data.source.description == trained.source
    step = STEPS.get(trained.step_id or "")
    return ExportedRun(
        key=trained.key, title=trained.title, step=step,
        is_reference=trained.is_reference, is_quick_try=trained.is_quick_try,
        is_imported=trained.is_imported, recipe=trained.recipe, parameters=trained.parameters,
        num_batches=trained.num_batches, best_epoch=trained.best_epoch, moment=moment,
        epochs=epochs, curve=trained.curve(),
        network=trained.network(moment) if moment in moments else None,
        kept_predictions={each: found for each in MOMENTS
                          if (found := trained.predictions(each))},
        train_accuracy_in_eval_mode=trained.train_accuracy_in_eval_mode,
        evaluation=trained.evaluation(data if same else None, moment),
        last_evaluation=trained.evaluation(data if same else None, "last"),
        data=data if same else None, source=trained.source,
        given_name=trained.name, note=trained.note, evidence=trained.evidence,
        lessons=lessons)

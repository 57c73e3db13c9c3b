"""A trained network, whoever trained it: a run of this lab, or a recorded reference run."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_core.ladders.labels import QUICK_TRY
from mnist_core.recipe.recipe import Recipe
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.evidence import Evidence
from mnist_core.training.epoch_record import EpochRecord

if TYPE_CHECKING:
    from torch import nn

    from mnist_core.data.mnist import Dataset
    from mnist_core.training.evaluate import Evaluation

Moment = Literal["best", "last"]


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a network made of N test digits, in short; in the order of the test set.

    Attributes:
        predicted: int64 [N].
        confidence: float32 [N]: the probability of the predicted class, a share of 1.
        losses: float32 [N]: cross-entropy of each digit, in nats.
        labels: int64 [N], the published labels.
    """

    predicted: NDArray[np.int64]
    confidence: NDArray[np.float32]
    losses: NDArray[np.float32]
    labels: NDArray[np.int64]

    @property
    def correct(self) -> NDArray[np.bool_]:
        """bool [N]."""
        correct: NDArray[np.bool_] = self.predicted == self.labels
        return correct

    @property
    def accuracy(self) -> float:
        """Percent."""
        return 100 * int(self.correct.sum()) / len(self.labels)


def predictions_of(evaluation: "Evaluation") -> Predictions:
    """An evaluation without the nine classes that were not chosen."""
    return Predictions(evaluation.predicted, evaluation.probabilities.max(axis=1),
                       evaluation.losses, evaluation.labels)


class History(Protocol):
    """What was recorded of one training, without its network.

    ``key`` names it in addresses, requests and files: ``12`` or ``strategy-4@1``. Accuracies are
    in percent, ``seconds`` is the time that its epochs took, ``source`` says which digits it was
    trained and tested on.
    """

    @property
    def key(self) -> str: ...
    @property
    def recipe(self) -> Recipe: ...
    @property
    def parameters(self) -> int: ...
    @property
    def num_batches(self) -> int:
        """Batches an epoch."""
    @property
    def seconds(self) -> float: ...
    @property
    def source(self) -> str | None: ...

    def epochs(self) -> tuple[EpochRecord, ...]:
        """The measured epochs, in order."""

    def curve(self) -> BatchCurve: ...

    def predictions(self, moment: Moment = "best") -> Predictions | None:
        """What it made of the test digits of its ``source``, if that was measured."""


class Trained(History, Protocol):
    """One trained network, with all that was recorded of its training."""

    @property
    def label(self) -> str:
        """One line that tells it from all others, with its score: see ``ladders.labels``."""
    @property
    def title(self) -> str:
        """The label without the state, so that a finished run always has the same."""
    @property
    def short_label(self) -> str:
        """For legends and sentences: ``Run 12`` or ``strategy-4 · reference 1``."""
    @property
    def is_reference(self) -> bool: ...
    @property
    def is_active(self) -> bool:
        """More may still come of it by itself."""
    @property
    def is_quick_try(self) -> bool:
        """Fewer epochs or digits than its step has: its figures are not the step's."""
    @property
    def is_imported(self) -> bool:
        """It was trained in another lab, and never trains on here."""
    @property
    def name(self) -> str:
        """What its person called it; empty where nobody did."""
    @property
    def note(self) -> str:
        """What its person wrote about it; empty where there is nothing."""
    @property
    def step_id(self) -> str | None: ...
    @property
    def recipe_name(self) -> str:
        """Its step, or what it made of one: see ``ladders.labels``."""
    @property
    def best_epoch(self) -> int | None: ...
    @property
    def best_test_accuracy(self) -> float | None: ...
    @property
    def train_accuracy_in_eval_mode(self) -> float | None:
        """Of the best epoch's weights, on the training digits; None where it was not measured."""
    @property
    def evidence(self) -> Evidence | None:
        """How it came to be; None where that was not recorded."""
    @property
    def moments(self) -> tuple[Moment, ...]:
        """Which epochs its network can be had of; empty where no weights were kept."""
    @property
    def version(self) -> str:
        """Changes whenever anything that it answers with may have changed."""

    def evaluation(self, data: "Dataset | None",
                   moment: Moment = "best") -> "Evaluation | None":
        """All ten probabilities of the test digits in ``data``; without, as they were recorded.

        None where they are not known: other digits than those of a run's ``source``, an epoch
        that is not done, or no weights.
        """

    def network(self, moment: Moment = "best") -> "nn.Sequential":
        """The network in eval mode, on the CPU; nobody may change it.

        Raises:
            ValueError: one sentence: there are no weights (yet).
        """


def with_step(trained: Trained) -> str:
    """The short label, and what it does not say: ``Run 12 · strategy-4 · quick try``."""
    if trained.is_reference:
        return trained.short_label
    told = (trained.short_label, trained.recipe_name, QUICK_TRY if trained.is_quick_try else "")
    return " · ".join(filter(None, told))

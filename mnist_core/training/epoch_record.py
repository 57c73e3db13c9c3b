"""What is recorded of a measured epoch, wherever it is told: events, database, HTTP, exports.

Each figure says what it is in words, and between which limits a file must have it to be read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, get_type_hints

from pydantic import Field
from pydantic.fields import FieldInfo

LARGEST_FLOAT = 3.4e38
Percent = Annotated[float, Field(ge=0, le=100)]
Amount = Annotated[float, Field(ge=0, le=LARGEST_FLOAT)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRecord:
    """One epoch, counted from 1, trained and measured. Accuracies in percent, losses in nats.

    ``train_*`` are running figures over the epoch's batches. ``seconds`` holds training and test.
    What came later has a default, with which older files and rows are read.
    """

    epoch: Annotated[int, Field(ge=1, description="counted from 1")]
    train_loss: Annotated[Amount, Field(
        description="mean cross-entropy of the batches as they were trained, in nats")]
    train_accuracy: Annotated[Percent, Field(
        description="percent of the training digits read right while it learned")]
    test_loss: Annotated[Amount, Field(
        description="mean cross-entropy of the test digits, in nats")]
    test_accuracy: Annotated[Percent, Field(
        description="percent of the test digits read right")]
    held_out_loss: Annotated[Amount | None, Field(
        description="the same of the held-out digits, in nats; empty where none were held out")
    ] = None
    held_out_accuracy: Annotated[Percent | None, Field(
        description="percent of the held-out digits read right")] = None
    seconds: Annotated[Amount, Field(description="how long the epoch took")]

    @property
    def gap(self) -> float:
        """Train less test accuracy, in percentage points: wide where a network overfits."""
        return self.train_accuracy - self.test_accuracy


EPOCH_COLUMNS: Mapping[str, str] = {
    name: FieldInfo.from_annotation(kind).description or ""
    for name, kind in get_type_hints(EpochRecord, include_extras=True).items()}
"""The columns of a table of epochs, each with its words."""


def best_epoch(epochs: Iterable[EpochRecord]) -> EpochRecord | None:
    """The first of the most accurate epochs: on the held-out digits where there are any."""
    return max(epochs, default=None,
               key=lambda epoch: (epoch.test_accuracy if epoch.held_out_accuracy is None
                                  else epoch.held_out_accuracy))

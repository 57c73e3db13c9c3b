"""What a watcher of a run is told, and how far one has read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import TypedDict

from dashboard.display.curve import CurvePoints
from mnist_core.runs.database.run import Run
from mnist_core.runs.run_list.contract_json import EpochJson
from mnist_core.training.epoch_record import EpochRecord


class Message(TypedDict):
    """What is new of a run; ``reset`` says that all told before is to be forgotten.

    ``position`` and ``total`` are in batches, ``place`` is its place in the queue, in words.
    ``train_accuracy`` is the running one of the epoch in progress, in percent; None where none is.
    ``phase`` is what its worker is at while it runs: "starting", "training" or "testing"; ``line``
    is what the status line says of it meanwhile.
    ``seconds_left`` counts no further pauses, ``left_why`` says why it did not just count down;
    ``took`` is said of a run that is over, in seconds.
    """

    reset: bool
    state: str
    phase: str | None
    line: str
    error: str | None
    position: int
    num_batches: int
    total: int
    epochs_total: int
    device: str | None
    device_note: str | None
    path: str
    digits_a_second: int | None
    seconds_left: float | None
    left_why: str
    took: float | None
    batches: CurvePoints
    epochs: list[EpochJson]
    best_epoch: int | None
    train_accuracy: float | None
    place: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one watcher has read: which version of the curve, and how much of it."""

    version: str = ""
    batches: int = 0
    epochs: int = 0
    state: str = ""
    error: str = ""
    place: str = ""
    phase: str | None = None
    left: int | None = None
    """In whole seconds."""

    def __str__(self) -> str:
        return f"{self.version}/{self.batches}/{self.epochs}"


def read_cursor(text: str | None) -> Cursor:
    """A cursor from a ``Last-Event-ID``; anything else starts from the beginning."""
    match = re.fullmatch(r"([0-9a-z.]{1,40})/([0-9]{1,9})/([0-9]{1,9})", text or "")
    return Cursor(match[1], int(match[2]), int(match[3])) if match else Cursor()


def took(run: Run, epochs: Sequence[EpochRecord]) -> float | None:
    """How long a run that is over took, its start and its pauses included; in seconds.

    A worker that died left no word of its time: then it is what the epochs took.
    """
    if run.state not in ("finished", "stopped"):
        return None
    return max(run.spent, sum(epoch.seconds for epoch in epochs)) or None

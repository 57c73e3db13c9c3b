"""What ``train()`` says while it trains, and what it can be asked."""

from dataclasses import dataclass, field
from typing import Literal

from torch import Tensor

from mnist_core.training.epoch_record import EpochRecord
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.step.batch_look import BatchLook

Request = Literal["next", "one batch", "checkpoint"]


@dataclass(frozen=True, slots=True)
class Started:
    """The first event. ``position`` counts batches from 0: above 0 the run was resumed.

    ``epochs_done`` counts measured epochs.
    """

    device: str
    path: str
    """How batches are trained: a name of ``backends.BACKENDS``."""
    num_train: int
    num_batches: int
    """Batches an epoch."""
    position: int
    epochs_done: int
    compile_seconds: float = field(default=0.0, compare=False)
    """What was waited before, until our loops were compiled: some 20 once on a machine."""
    note: str = ""
    """Why it is not trained as fast as this device could, in a sentence; empty where it is."""
    from_checkpoint: bool = False
    """Whether it goes on from one, be it of a moment before the first batch."""


@dataclass(frozen=True, slots=True)
class Batches:
    """Consecutive trained batches; ``first`` counts from 0 over the whole run.

    ``loss`` is the mean of each batch in nats, ``correct`` the share of its digits read right in
    percent, as trained (augmented, dropout on, before the step), ``lr`` the rate of each step.
    ``look`` is there where one batch was asked for. ``seconds`` is how long they took.
    """

    first: int
    loss: tuple[float, ...]
    correct: tuple[float, ...]
    lr: tuple[float, ...]
    look: BatchLook | None = field(default=None, compare=False)
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Measuring:
    """An epoch's batches are trained and its digits are being read; nothing is known yet.

    Yielded every REPORT_SECONDS of the engine, so that a pause or a stop is heard meanwhile.
    ``share`` of them is read, after ``seconds``.
    """

    share: float = field(default=0.0, compare=False)
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochDone(EpochRecord):
    """An epoch is trained and measured.

    ``is_best`` says that no epoch before had a higher accuracy on the held-out digits, or, where
    none are held out, on the test set. ``weights`` is the network's state, on the CPU. Of
    ``seconds`` the measurement took ``test_seconds``.
    """

    is_best: bool
    evaluation: Evaluation
    weights: dict[str, Tensor]
    test_seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything that resuming needs, as bytes; the next batch to train is ``position``."""

    position: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event."""

    seconds: float


Event = Started | Batches | Measuring | EpochDone | Checkpoint | Finished

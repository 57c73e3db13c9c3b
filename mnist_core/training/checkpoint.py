"""A moment of a run as bytes, and back. Nothing executable is ever loaded.

The bytes are a file of ``torch.save`` and a digest of it behind: PyTorch does not notice a flipped
bit among the weights, and half a file must not be mistaken for a run.
"""

import pickle
from dataclasses import dataclass, field
from hashlib import blake2b
from io import BytesIO
from typing import Any

import torch

FORMAT = 3
DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class TrainingState:
    """Everything that decides how a run goes on.

    ``path`` names how batches are trained: another would change the last bits.
    ``position`` is the next batch to train, counted over the whole run. ``epochs_done`` counts
    measured epochs: at the end of an epoch it may be one behind. ``loss_sum`` (over digits, in
    nats), ``num_correct`` and ``num_digits`` belong to the epoch in progress, as
    ``epoch_seconds`` does; ``best_accuracy`` is in percent.
    """

    recipe: str
    path: str
    position: int
    epochs_done: int
    loss_sum: float
    num_correct: int
    num_digits: int
    epoch_seconds: float
    total_seconds: float
    best_accuracy: float
    model: dict[str, Any]
    optimiser: dict[str, Any]
    history: list[float] = field(default_factory=list)
    """One loss an epoch, as ``Bookkeeping`` keeps them; empty in older checkpoints."""
    averaged: dict[str, Any] | None = None
    """The average of the weights, where the recipe asks for one."""

    @property
    def measured_model(self) -> dict[str, Any]:
        """The state of the network that is measured and kept."""
        return self.averaged or self.model


def to_bytes(state: TrainingState) -> bytes:
    """The file's content: what ``torch.save`` writes, and a digest of it behind."""
    buffer = BytesIO()
    fields = {name: getattr(state, name) for name in TrainingState.__slots__}
    torch.save({"format": FORMAT, **fields}, buffer)
    return sealed(buffer.getvalue())


def sealed(content: bytes) -> bytes:
    """The content with its digest behind it."""
    return content + blake2b(content, digest_size=DIGEST_BYTES).digest()


def from_bytes(data: bytes) -> TrainingState:
    """The inverse of ``to_bytes``; tensors arrive on the CPU.

    Raises:
        ValueError: the bytes are damaged, or no checkpoint of this version.
    """
    content = data[:-DIGEST_BYTES]
    if sealed(content) != data:
        raise ValueError("The checkpoint is damaged: its bytes are not those that were written.")
    try:
        fields = torch.load(BytesIO(content), map_location="cpu", weights_only=True)
        if fields.pop("format") != FORMAT:
            raise ValueError
        return TrainingState(**fields)
    except pickle.UnpicklingError:
        raise ValueError("The checkpoint cannot be read: it holds more than tensors and numbers."
                         ) from None
    except (RuntimeError, ValueError, LookupError, TypeError, AttributeError, EOFError, OSError):
        raise ValueError("The checkpoint cannot be read: another version wrote it.") from None

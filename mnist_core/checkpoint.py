"""A moment of a run as bytes, and back. Nothing executable is ever loaded."""

import pickle
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import torch

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that decides how a run goes on.

    ``position`` is the next batch to train, counted over the whole run. ``epochs_done`` counts
    measured epochs: at the end of an epoch it may be one behind. ``loss_sum`` (over digits, in
    nats), ``num_correct`` and ``num_digits`` belong to the epoch in progress, as
    ``epoch_seconds`` does; ``best_accuracy`` is in percent.
    """

    recipe: str
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


def to_bytes(moment: Moment) -> bytes:
    buffer = BytesIO()
    fields = {name: getattr(moment, name) for name in Moment.__slots__}
    torch.save({"format": FORMAT, **fields}, buffer)
    return buffer.getvalue()


def from_bytes(data: bytes) -> Moment:
    """The inverse of ``to_bytes``; tensors arrive on the CPU.

    Raises:
        ValueError: the bytes are damaged, or no checkpoint of this version.
    """
    try:
        fields = torch.load(BytesIO(data), map_location="cpu", weights_only=True)
        if fields.pop("format") != FORMAT:
            raise ValueError("another version wrote it")
        return Moment(**fields)
    except (RuntimeError, ValueError, KeyError, TypeError, AttributeError, EOFError, OSError,
            pickle.UnpicklingError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"The checkpoint cannot be read ({reason}).") from None

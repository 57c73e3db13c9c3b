"""What a network makes of every digit of a split: probabilities, loss, correctness."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mnist_core.base.files.array_file import read_arrays
from mnist_core.data.normalise import normalise
from mnist_core.network.geometry import NUM_CLASSES
from mnist_core.recipe.recipe import Normalisation

# digits at once: on a CPU as many as its cache holds, three times quicker than a thousand
CHUNK = {"cpu": 250, "cuda": 2500}

Forward = Callable[[Tensor], Tensor]
"""Normalised images [N, 1, 28, 28] to logits [N, 10]."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answers for N digits, in the order of the split.

    Attributes:
        log_probabilities: float32 [N, 10], natural logarithms, so that a loss of 40 nats survives.
        labels: int64 [N], the published labels.
    """

    log_probabilities: NDArray[np.float32]
    labels: NDArray[np.int64]

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """float32 [N, 10]; rows sum to 1."""
        return np.exp(self.log_probabilities)

    @property
    def predicted(self) -> NDArray[np.int64]:
        """int64 [N]: the most probable class."""
        predicted: NDArray[np.int64] = self.log_probabilities.argmax(axis=1)
        return predicted

    @property
    def losses(self) -> NDArray[np.float32]:
        """float32 [N]: cross-entropy of each digit, in nats."""
        return -self.log_probabilities[np.arange(len(self.labels)), self.labels]

    @property
    def correct(self) -> NDArray[np.bool_]:
        """bool [N]."""
        correct: NDArray[np.bool_] = self.predicted == self.labels
        return correct

    @property
    def loss(self) -> float:
        """Mean cross-entropy in nats."""
        return float(self.losses.mean(dtype=np.float64))

    @property
    def accuracy(self) -> float:
        """Percent."""
        return 100 * int(self.correct.sum()) / len(self.labels)

    def figures(self, split: str) -> dict[str, float]:
        """What is recorded of an epoch, as ``EpochRecord`` names it: ``test_loss`` and so on."""
        return {f"{split}_loss": self.loss, f"{split}_accuracy": self.accuracy}

    @property
    def confusion(self) -> NDArray[np.int64]:
        """int64 [10, 10]: row the label, column the prediction."""
        return confusion(self.labels, self.predicted)

    def to_bytes(self) -> bytes:
        buffer = BytesIO()
        np.savez(buffer, log_probabilities=self.log_probabilities,
                 labels=self.labels.astype(np.uint8))
        return buffer.getvalue()


def confusion(labels: NDArray[np.int64], predicted: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64 [10, 10] of N digits: row the label, column the prediction."""
    counts = np.zeros((NUM_CLASSES, NUM_CLASSES), np.int64)
    np.add.at(counts, (labels, predicted), 1)
    return counts


def evaluation_from_bytes(data: bytes) -> Evaluation:
    """The inverse of ``Evaluation.to_bytes``; loads plain arrays only.

    Raises:
        DamagedArtifact: the bytes are not what ``to_bytes`` wrote.
    """
    with read_arrays(data) as arrays:
        return checked_evaluation(arrays)


def checked_evaluation(arrays: Mapping[str, NDArray[np.generic]]) -> Evaluation:
    """The evaluation among the arrays of a file.

    Raises:
        ValueError: their shapes are not those of an evaluation.
    """
    log_probabilities, labels = arrays["log_probabilities"], arrays["labels"]
    if labels.ndim != 1 or log_probabilities.shape != (len(labels), NUM_CLASSES):
        raise ValueError("The shapes of its arrays are not those of an evaluation.")
    return Evaluation(log_probabilities.astype(np.float32, copy=False), labels.astype(np.int64))


def evaluate(model: nn.Module, images: Tensor, labels: Tensor, normalisation: Normalisation,
             forward: Forward | None = None) -> Evaluation:
    """Read every digit of a split at once; see ``ChunkedEvaluation`` for what goes in."""
    reading = ChunkedEvaluation(model, images, labels, normalisation, forward)
    while not reading.is_done:
        reading.read_chunk()
    return reading.evaluation()


class ChunkedEvaluation:
    """Reads a split chunk by chunk, in eval mode.

    Between chunks the model is in the mode that it was in, and anything may be done but train it.
    How many chunks are read at a time changes no bit of the answers.
    """

    def __init__(self, model: nn.Module, images: Tensor, labels: Tensor,
                 normalisation: Normalisation, forward: Forward | None = None) -> None:
        """Prepare to read; nothing is read yet.

        Args:
            images: uint8 [N, 28, 28], on the model's device.
            labels: int64 [N].
            forward: a faster way through the same model, if there is one.
        """
        self._model, self._forward = model, forward or model
        self._labels, self._normalisation = labels, normalisation
        self._chunks = torch.split(images, CHUNK[images.device.type])
        self._answers: list[Tensor] = []

    @property
    def num(self) -> int:
        """Digits in all."""
        return len(self._labels)

    @property
    def num_read(self) -> int:
        """Digits."""
        return sum(len(answer) for answer in self._answers)

    @property
    def is_done(self) -> bool:
        return len(self._answers) == len(self._chunks)

    @torch.inference_mode()
    def read_chunk(self) -> None:
        was_training = self._model.training
        self._model.eval()
        images = normalise(self._chunks[len(self._answers)], self._normalisation)
        self._answers.append(self._forward(images).log_softmax(dim=1))
        self._model.train(was_training)

    def evaluation(self) -> Evaluation:
        """What came out, once every digit is read."""
        assert self.is_done
        return Evaluation(torch.cat(self._answers).float().cpu().numpy(),
                          self._labels.cpu().numpy())

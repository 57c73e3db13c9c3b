"""What a network makes of every digit of a split: probabilities, loss, correctness."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mnist_core.geometry import NUM_CLASSES
from mnist_core.recipe import Normalisation

# digits at once: on a CPU as many as its cache holds, three times quicker than a thousand
CHUNK = {"cpu": 250, "cuda": 2500}


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

    @property
    def confusion(self) -> NDArray[np.int64]:
        """int64 [10, 10]: row the label, column the prediction."""
        counts = np.zeros((NUM_CLASSES, NUM_CLASSES), np.int64)
        np.add.at(counts, (self.labels, self.predicted), 1)
        return counts

    def to_bytes(self) -> bytes:
        buffer = BytesIO()
        np.savez(buffer, log_probabilities=self.log_probabilities,
                 labels=self.labels.astype(np.uint8))
        return buffer.getvalue()


def evaluation_from_bytes(data: bytes) -> Evaluation:
    """The inverse of ``Evaluation.to_bytes``; loads plain arrays only."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return Evaluation(arrays["log_probabilities"], arrays["labels"].astype(np.int64))


def normalise(images: Tensor, normalisation: Normalisation) -> Tensor:
    """uint8 [N, 28, 28] to float32 [N, 1, 28, 28]: (pixel / 255 - mean) / std."""
    pixels = images.unsqueeze(1).float().div_(255)
    return pixels.sub_(normalisation.mean).div_(normalisation.std)


@torch.inference_mode()
def evaluate(model: nn.Module, images: Tensor, labels: Tensor, normalisation: Normalisation,
             forward: Callable[[Tensor], Tensor] | None = None) -> Evaluation:
    """Read every digit in eval mode, and put the model back into the mode that it was in.

    Args:
        forward: a faster way through the same model, if there is one.
        images: uint8 [N, 28, 28], on the model's device.
        labels: int64 [N].
    """
    was_training = model.training
    model.eval()
    forward = forward or model
    chunks = [forward(normalise(chunk, normalisation)).log_softmax(dim=1)
              for chunk in torch.split(images, CHUNK[images.device.type])]
    model.train(was_training)
    return Evaluation(torch.cat(chunks).float().cpu().numpy(), labels.cpu().numpy())

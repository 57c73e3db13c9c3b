"""What a paused network makes of the test digits, in the midst of an epoch.

The network is a copy built from the pause's checkpoint, read in eval mode and slice by slice: the
training is not touched, and commands are heard between the slices.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import torch

from mnist_core.base.files.array_file import read_arrays
from mnist_core.data.mnist import Split
from mnist_core.network.build import build
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.checkpoint import from_bytes
from mnist_core.training.evaluate import ChunkedEvaluation, Evaluation, checked_evaluation
from mnist_core.training.events import Checkpoint


@dataclass(frozen=True, slots=True)
class PausedEvaluation:
    """The test digits as read after ``position`` batches, counted over the whole run."""

    position: int
    evaluation: Evaluation

    def to_bytes(self) -> bytes:
        buffer = BytesIO()
        np.savez(buffer, position=self.position, labels=self.evaluation.labels.astype(np.uint8),
                 log_probabilities=self.evaluation.log_probabilities)
        return buffer.getvalue()


# nothing while it still reads, then what it read
PausedEvaluator = Callable[[Checkpoint], Iterator[PausedEvaluation | None]]


def paused_evaluation_from_bytes(data: bytes) -> PausedEvaluation:
    """The inverse of ``PausedEvaluation.to_bytes``; loads plain arrays only.

    Raises:
        DamagedArtifact: the bytes are not what ``to_bytes`` wrote.
    """
    with read_arrays(data) as arrays:
        return PausedEvaluation(int(arrays["position"]), checked_evaluation(arrays))


def paused_evaluator(recipe: Recipe, test: Split, device: torch.device) -> PausedEvaluator:
    """How to look at the test digits with the weights of a checkpoint of this recipe."""
    def look(checkpoint: Checkpoint) -> Iterator[PausedEvaluation | None]:
        # building draws random weights: those draws must be nobody else's
        with torch.random.fork_rng(devices=[]):
            network = build(recipe.network)
        network.load_state_dict(from_bytes(checkpoint.data).measured_model)
        network.to(device).eval()
        reading = ChunkedEvaluation(network, test.images.to(device), test.labels,
                                    recipe.normalisation)
        while not reading.is_done:
            yield None
            reading.read_chunk()
        yield PausedEvaluation(checkpoint.position, reading.evaluation())
    return look

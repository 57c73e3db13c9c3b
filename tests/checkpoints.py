"""A checkpoint that can be read, for tests that train nothing."""

from mnist_core.training.checkpoint import TrainingState, to_bytes
from mnist_core.training.events import Checkpoint


def checkpoint_at(position: int) -> Checkpoint:
    """Of an empty network, after so many batches."""
    return Checkpoint(position, to_bytes(TrainingState(
        recipe="", path="reference", position=position, epochs_done=0, loss_sum=0, num_correct=0,
        num_digits=0, epoch_seconds=0, total_seconds=0, best_accuracy=-1, model={}, optimiser={})))

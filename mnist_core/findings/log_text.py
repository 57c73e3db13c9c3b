"""A run's log in the authors' own format."""

from collections.abc import Sequence

from mnist_core.base.format import loss_text
from mnist_core.recipe.recipe import NUM_TEST
from mnist_core.training.epoch_record import EpochRecord


def log_text(epochs: Sequence[EpochRecord], num_batches: int, published: bool = False, *,
             num_test: int = NUM_TEST) -> str:
    """The log in the authors' own format, one block an epoch, counted from 1.

    ``num_batches`` is that of one epoch. ``Loss`` is the mean over the epoch's batches, where
    the authors print that of the last one; a ``published`` log goes without, since no training
    loss was kept of it.
    """
    return "\n".join(_block(epoch, num_batches, published, num_test) for epoch in epochs)


def _block(epoch: EpochRecord, num_batches: int, published: bool, num_test: int) -> str:
    loss = "" if published else f"Loss={loss_text(epoch.train_loss)} "
    num_correct = round(epoch.test_accuracy / 100 * num_test)
    return (f"EPOCH: {epoch.epoch}\n"
            f"{loss}Batch_id={num_batches - 1} Accuracy={epoch.train_accuracy:.2f}\n"
            f"Test set: Average loss: {loss_text(epoch.test_loss)}, "
            f"Accuracy: {num_correct}/{num_test} ({epoch.test_accuracy:.2f}%)\n")

"""A run of which a test says batch by batch what its worker would: no training, the real store."""

import numpy as np

from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone, Finished, Started
from tests.checkpoints import checkpoint_at

WORKER = "a test"


class ToldRun:
    """Some epochs of strategy-2, ``num_batches`` batches each; the loss falls with every batch."""

    def __init__(self, store: Store, dataset: Dataset, *, epochs: int, num_batches: int) -> None:
        recipe = find_step("strategy-2").recipe.model_copy(update={"epochs": epochs})
        self.id = store.create(recipe, step_id="strategy-2", worker=WORKER).id
        self.num_batches = num_batches
        self._labels = dataset.test.labels.numpy()
        self._journal = Journal(store, store.run(self.id).lease)
        self._journal.set_source(dataset.source.description)
        self._journal.append(Started("cpu", "reference", 60_000, num_batches, 0, 0))
        # without one it could not be resumed
        self._journal.append(checkpoint_at(0))
        self._position = 0

    def train(self, num: int) -> None:
        """Batches."""
        at = range(self._position, self._position + num)
        losses = tuple(2.3 / (1 + batch / 20) for batch in at)
        self._journal.append(Batches(self._position, losses, (90.0,) * num, (0.1,) * num))
        self._position += num

    def measure(self, epoch: int, num_wrong: int, *, is_best: bool, seconds: float = 4) -> None:
        """An epoch after which the first test digits are read as the next class."""
        read = self._labels.copy()
        read[:num_wrong] = (read[:num_wrong] + 1) % 10
        shares = np.full((len(read), 10), 0.01, np.float32)
        shares[np.arange(len(read)), read] = 0.91
        accuracy = 100 - 100 * num_wrong / len(read)
        self._journal.append(EpochDone(
            epoch=epoch, train_loss=0.1, train_accuracy=97, test_loss=0.05, test_accuracy=accuracy,
            held_out_loss=None, held_out_accuracy=None, seconds=seconds, is_best=is_best,
            evaluation=Evaluation(np.log(shares), self._labels), weights={}))

    def finish(self) -> None:
        self._journal.append(Finished(8))

    def interrupt(self, error: str) -> None:
        self._journal.leave("interrupted", error)

    def stop(self) -> None:
        self._journal.leave("stopped")

"""The real server with two runs in its lab, for tests of what its routes say of themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from tests.integration.drawing_lab import own_lab, train_strategy_2
from tests.serving import dashboard


@contextmanager
def described_lab(folder: Path, dataset: Dataset) -> Iterator[str]:
    """Yields the address of the server; run 1 is trained, run 2 was stopped before it began."""
    home = folder / "home"
    with own_lab(home) as store:
        train_strategy_2(store, dataset)
        waiting = store.create(find_step("strategy-4").recipe, step_id="strategy-4")
        store.ask(waiting.id, "stop")
        store.close()
    with dashboard(home, MNIST_DATABASE_URL="", MNIST_DEVICE="cpu", MNIST_SLOTS="1",
                   MNIST_MAX_QUEUED="3") as address:
        yield address

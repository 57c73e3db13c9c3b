"""The real server with two runs in its lab, for tests of what its routes say of themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mnist_core.base.validation import checked
from mnist_core.data.mnist import FULL_MNIST, Dataset
from mnist_core.experiments.question import Question
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.experiments.conductor import Conductor
from mnist_core.runs.experiments.experiments import create_experiment
from mnist_core.runs.records.store import Store
from tests.integration.drawing_lab import own_lab, train_strategy_2
from tests.pretended_training import train_all
from tests.servers.serving import dashboard


@contextmanager
def described_lab(folder: Path, dataset: Dataset, *, is_forked: bool = True) -> Iterator[str]:
    """Yields the address of the server; run 1 is trained, run 2 was stopped before it began, and
    two experiments are finished. ``is_forked`` is what it says of ``dashboard``."""
    home = folder / "home"
    with own_lab(home) as store:
        train_strategy_2(store, dataset)
        waiting = store.create(find_step("strategy-4").recipe, step_id="strategy-4")
        store.ask(waiting.id, "stop")
        for _ in range(2):
            _experiment(store)
        store.close()
    with dashboard(home, is_forked=is_forked, MNIST_DATABASE_URL="", MNIST_DEVICE="cpu",
                   MNIST_SLOTS="1", MNIST_MAX_QUEUED="3") as address:
        yield address


def _experiment(store: Store) -> None:
    """Of its two trials one failed, and one is finished."""
    step = find_step("strategy-4")
    recipe = apply(step.recipe, {"epochs": 1, "num_train": 1000})
    create_experiment(store, checked(Question, {
        "settings": [{"key": "dropout", "values": [0, 0.1]}]}), recipe, step_id=step.id)
    conductor = Conductor(store, lambda recipe, owner: None, lambda: FULL_MNIST)
    while conductor.step():
        train_all(store, lambda recipe: [99.0] if recipe.dropout else None)

"""A lab with one quickly trained network, for tests of the routes that read drawings."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from dashboard.server import resources
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.engine import train

WORKER = "test"
ONE = [[[140, 40 + 10 * place] for place in range(21)]]
SEVEN = [[[90 + 10 * place, 60] for place in range(11)]
         + [[190 - 4 * place, 60 + 9 * place] for place in range(18)]]


@contextmanager
def own_lab(home: Path) -> Iterator[Store]:
    """The server's store, in a home of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNIST_HOME", str(home))
        patch.delenv("MNIST_DATABASE_URL", raising=False)
        _forget()
        yield resources.store()
    _forget()


def train_strategy_2(store: Store, dataset: Dataset) -> int:
    """strategy-2's network after one epoch on a few thousand real digits: it reads a clear one."""
    recipe = apply(find_step("strategy-2").recipe, {
        "num_train": min(6_000, len(dataset.train)), "batch_size": 32, "lr": 0.05, "epochs": 1})
    run = store.create(recipe, step_id="strategy-2", worker=WORKER)
    journal = Journal(store, run.lease)
    journal.set_source(dataset.source.description)
    for event in train(recipe, dataset, torch.device("cpu")):
        journal.append(event)
    return run.id


def _forget() -> None:
    resources.forget()

"""The ten worst mistakes after the last epoch, of own runs and of reference runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.routes.runs.latest_mistakes import NUM_SHOWN, latest_mistakes
from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.store import open_store
from tests.browser.training.told_run import ToldRun


@pytest.fixture
def trained(tmp_path: Path, dataset: Dataset) -> OwnRun:
    """Read 30 digits wrong after its first epoch and 20 after its second, the worse one."""
    store = open_store(Settings(home=tmp_path))
    told = ToldRun(store, dataset, epochs=3, num_batches=2)
    told.measure(1, 30, is_best=False)
    told.measure(2, 20, is_best=False)
    return OwnRun(store, store.run(told.id))


def test_they_are_those_of_the_last_epoch(trained: OwnRun, dataset: Dataset) -> None:
    told = latest_mistakes(trained, dataset)
    digits = told["digits"]
    assert isinstance(digits, list)
    assert (told["epoch"], told["moment"], told["wrong"]) == (2, "last", 20)
    assert len(digits) == NUM_SHOWN
    for digit in digits:
        assert digit["true"] == int(dataset.test.labels[digit["index"]])
        assert digit["read"] == (digit["true"] + 1) % 10
        assert digit["percent"] == 91


def test_without_the_digits_that_it_was_measured_on_there_are_none(
        trained: OwnRun, dataset: Dataset) -> None:
    other = replace(dataset, test=replace(dataset.test, labels=dataset.test.labels[:-1],
                                          images=dataset.test.images[:-1]))
    assert latest_mistakes(trained, other)["digits"] == []
    assert latest_mistakes(trained, None)["digits"] == []

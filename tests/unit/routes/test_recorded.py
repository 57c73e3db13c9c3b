"""What was recorded of a training is told like a live run: whole, thinned, with its seconds."""

from pathlib import Path

import numpy as np
import pytest

from dashboard.display.curve import MAX_POINTS
from dashboard.routes.runs.recorded import part_json, recorded_json
from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.reference.records import ReferenceRun, reference_runs
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.store import Store, open_store
from tests.browser.training.told_run import ToldRun

PER_EPOCH = 1200


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(Settings(home=tmp_path))


@pytest.fixture
def told(store: Store, dataset: Dataset) -> ToldRun:
    return ToldRun(store, dataset, epochs=2, num_batches=PER_EPOCH)


def own(store: Store, told: ToldRun) -> OwnRun:
    return OwnRun(store, store.run(told.id))


def test_a_long_run_is_thinned_and_ends_where_it_ended(store: Store, told: ToldRun) -> None:
    told.train(PER_EPOCH)
    told.measure(1, 100, is_best=True, seconds=7)
    told.train(PER_EPOCH)
    told.measure(2, 80, is_best=True, seconds=9)
    recorded = recorded_json(own(store, told))
    batches, epochs = recorded["batches"], recorded["epochs"]
    assert isinstance(batches, dict) and isinstance(epochs, list)
    assert len(batches["at"]) <= MAX_POINTS + 2 < 2 * PER_EPOCH
    assert (batches["at"][0], batches["at"][-1]) == (0, 2 * PER_EPOCH - 1)
    assert recorded["position"] == recorded["total"] == 2 * PER_EPOCH
    assert [epoch["seconds"] for epoch in epochs] == [7, 9]


def test_a_part_has_all_its_batches_smoothed_as_in_the_whole(store: Store,
                                                             told: ToldRun) -> None:
    told.train(2 * PER_EPOCH)
    trained = own(store, told)
    part, whole = part_json(trained, 300, 699)["batches"], recorded_json(trained)["batches"]
    assert isinstance(part, dict) and isinstance(whole, dict)
    assert part["at"] == list(range(300, 700))
    known = dict(zip(whole["at"], whole["smoothed"], strict=True))
    shared = [(known[at], value) for at, value in zip(part["at"], part["smoothed"], strict=True)
              if at in known]
    assert len(shared) > 50 and all(one == other for one, other in shared)
    assert part_json(trained, 9_000, 9_999)["batches"] == {
        "at": [], "loss": [], "smoothed": [], "lr": []}


def test_a_run_without_a_batch_has_nothing_to_replay(store: Store, told: ToldRun) -> None:
    with pytest.raises(ValueError, match="nothing to show"):
        recorded_json(own(store, told))


@pytest.mark.parametrize("reference", reference_runs(), ids=lambda run: run.key)
def test_every_reference_run_can_be_replayed(reference: ReferenceRun) -> None:
    recorded = recorded_json(reference)
    batches = recorded["batches"]
    assert isinstance(batches, dict)
    assert recorded["position"] == recorded["total"]
    assert np.all(np.diff(batches["at"]) > 0)
    assert all(np.isfinite(batches[name]).all() for name in ("loss", "smoothed", "lr"))

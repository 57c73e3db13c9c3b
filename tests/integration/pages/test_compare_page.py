"""The Compare page on runs of one's own, without a browser; drawn in tests/browser."""

import pytest

from mnist_core.data.mnist import Dataset
from mnist_core.runs.records.store import Store
from tests.integration.pages.test_trained_pages import (
    in_address,
    measured_run,
    opened,
    store,
    walls,
)

__all__ = ["store"]


def test_the_newest_own_run_is_held_against_what_was_published(
        store: Store, dataset: Dataset) -> None:
    run = measured_run(store, dataset)
    keys = in_address(opened("compare.py"))["runs"].split(",")
    assert keys[0] == str(run) and keys[-1] == "published:strategy-4"


@pytest.mark.parametrize("epoch", ["best", "last"])
def test_the_link_says_which_epoch_is_compared(
        store: Store, dataset: Dataset, epoch: str) -> None:
    runs = measured_run(store, dataset), measured_run(store, dataset)
    at = opened("compare.py", runs=f"{runs[0]},{runs[1]}", epoch=epoch)
    assert any(f"Each at its {epoch} epoch" in caption.value for caption in at.caption)
    told = [text.value for text in at.markdown]
    assert f"##### A (Run {runs[0]}) and B (Run {runs[1]}) get exactly the same digits right." in (
        told)
    data, = walls(at)
    assert data["empty"] == "There is no digit that only A gets right."


def test_a_published_log_is_not_compared_digit_by_digit(
        store: Store, dataset: Dataset) -> None:
    at = opened("compare.py", runs=f"{measured_run(store, dataset)},published:strategy-4")
    assert any("Two runs that have read the test digits" in info.value for info in at.info)
    assert not walls(at)

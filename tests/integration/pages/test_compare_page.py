"""The Compare page on runs of one's own, without a browser; drawn in tests/browser."""

import pytest
import streamlit as st

from dashboard.navigation import page_list
from mnist_core.data.mnist import Dataset
from mnist_core.reference.records import runs_of_step
from mnist_core.runs.records.store import Store
from tests.integration.page_script import as_read, open_script
from tests.integration.pages.test_trained_pages import (
    in_address,
    measured_run,
    opened,
    paused_run,
    store,
    walls,
)

__all__ = ["store"]


def test_the_run_in_hand_is_held_against_what_was_published(
        store: Store, dataset: Dataset) -> None:
    run = measured_run(store, dataset)
    keys = in_address(opened("compare.py", run=str(run)))["runs"].split(",")
    assert keys[0] == str(run) and keys[-1] == "published:strategy-4"


@pytest.mark.parametrize(("epoch", "told"), [
    ("", "After 1 epoch."), ("best", "At their best, epochs 1 and 1."),
    # where all have equally many, the end is the same epoch
    ("last", "After 1 epoch.")])
def test_the_link_says_which_epoch_is_compared(
        store: Store, dataset: Dataset, epoch: str, told: str) -> None:
    runs = measured_run(store, dataset), measured_run(store, dataset)
    at = opened("compare.py", runs=f"{runs[0]},{runs[1]}", epoch=epoch)
    assert any(caption.value.startswith(told) for caption in at.caption)
    assert "A is level with B" in at.title[0].value
    sentences = [text.value for text in at.markdown]
    assert f"##### A (Run {runs[0]}) and B (Run {runs[1]}) get exactly the same digits right." in (
        sentences)
    data, = walls(at)
    assert data["empty"] == "There is no digit that only A gets right."


def test_runs_of_unequal_length_are_held_against_each_other_at_the_same_epoch(
        store: Store, dataset: Dataset) -> None:
    at = opened("compare.py", runs=f"{measured_run(store, dataset)},published:strategy-4")
    assert at.title[0].value.startswith("A is ahead of B after 1 epoch, ")
    assert any("the accuracies are compared (Fisher's exact test)" in text.value
               for text in at.caption)
    assert any("Which digits each read wrong after 1 epoch was not kept" in info.value
               for info in at.info)
    assert not walls(at)
    at.button_group(key="epoch").set_value("last").run()
    assert " at their ends, epochs 1 and 15, " in at.title[0].value
    assert any("not trained equally long" in text.value for text in at.caption)


def test_the_train_page_holds_a_run_against_others_at_its_epoch(
        store: Store, dataset: Dataset) -> None:
    run = measured_run(store, dataset, source="MNIST 60,000 + 10,000")
    at = open_script(page_list.TRAIN, run=str(run))
    assert not at.exception, at.exception
    told = [as_read(text.value) for text in at.markdown]
    assert any(": After 1 epoch: this run " in text and "published " in text for text in told)


def test_a_run_without_an_epoch_is_told_and_its_batches_are_drawn(
        store: Store, dataset: Dataset) -> None:
    run = paused_run(store, dataset, has_read=False)
    at = opened("compare.py", runs=f"{run},published:strategy-4")
    told = as_read(at.caption[0].value)
    assert f"A (Run {run}) has no finished epoch yet; the loss of the batches so far" in told
    assert "Add a second run" not in told
    assert not any("Published logs do not have it" in text.value for text in at.caption)


def test_two_more_seeds_are_queued_by_a_button_and_linked(
        store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    links: list[str] = []
    # a page link needs the navigation around the page
    monkeypatch.setattr(st, "page_link", lambda *_, label, **__: links.append(label))
    run = measured_run(store, dataset)
    at = opened("compare.py", runs=f"{run},published:strategy-4")
    at.button(key="more_A").click().run()
    assert not at.exception
    queued = [store.run(number) for number in (run + 1, run + 2)]
    recorded = {other.recipe.seed for other in runs_of_step("strategy-4")}
    fresh = [seed for seed in range(2, 20) if seed not in recorded][:2]
    assert [other.seed for other in queued] == fresh
    assert {(other.state, other.step_id) for other in queued} == {("queued", "strategy-4")}
    assert set(links[-2:]) == {f"Run {run + 1}, seed {fresh[0]} · on its way",
                               f"Run {run + 2}, seed {fresh[1]} · on its way"}

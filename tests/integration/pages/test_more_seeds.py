"""Two more seeds of a run that is trained: one click below it, and what they came to together."""

import numpy as np
import pytest
import streamlit as st

from dashboard.navigation import page_list
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import EpochDone
from tests.integration.page_script import as_read, open_script
from tests.integration.pages.test_trained_pages import store

__all__ = ["store"]


def finished_run(store: Store, dataset: Dataset, seed: int, accuracy: float) -> int:
    recipe = apply(find_step("strategy-4").recipe, {"epochs": 1, "seed": seed})
    run = store.create(recipe, step_id="strategy-4", worker="test")
    journal = Journal(store, run.lease)
    journal.set_source(dataset.source.description)
    labels = dataset.test.labels.numpy()
    shares = np.full((len(labels), 10), 0.1, np.float32)
    journal.append(EpochDone(
        epoch=1, train_loss=1, train_accuracy=90, test_loss=1, held_out_loss=None,
        test_accuracy=accuracy, held_out_accuracy=None, seconds=1, is_best=True,
        evaluation=Evaluation(np.log(shares), labels), weights={}))
    journal.leave("finished")
    return run.id


def test_a_finished_run_has_two_more_seeds_for_one_click_and_says_their_spread(
        store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    links: dict[str, dict[str, str]] = {}
    # a page link needs the navigation around the page
    def page_link(*_: object, label: str, query_params: dict[str, str] | None = None,
                  **__: object) -> None:
        links[label.replace("\N{NO-BREAK SPACE}", " ")] = query_params or {}
    monkeypatch.setattr(st, "page_link", page_link)
    first = finished_run(store, dataset, 1, 97.0)
    second = finished_run(store, dataset, 2, 97.5)
    at = open_script(page_list.TRAIN, run=str(first))
    assert not at.exception, at.exception
    told = [as_read(text.value).replace("\N{NO-BREAK SPACE}", " ") for text in at.markdown]
    words = next((text for text in told if "Over 2 " in text), str(told))
    assert "**97.25 %**" in words and "from 97.00 % to 97.50 %" in words
    assert "its true mean lies between 94.07 % and 100.00 %" in words
    at.button(key=f"more_{first}").click().run()
    assert not at.exception
    queued = [store.run(number) for number in (second + 1, second + 2)]
    assert [(run.seed, run.state) for run in queued] == [(3, "queued"), (4, "queued")]
    assert links[f"Run {second + 1}, seed 3 · on its way"] == {"run": str(second + 1)}
    # what is over keeps its link, with its score beside it
    assert links[f"Run {second}, seed 2 · 97.50 %"] == {"run": str(second)}
    assert links["Compare these 2"] == {"runs": f"{first},{second}"}

"""One run is taken along from page to page; which one, and what is said where it cannot be shown.

The walk through the menu with it is in tests/browser.
"""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_core.base.source import ROOT
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.runs.records.deleted import delete_run
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from tests.integration.pages.test_trained_pages import (
    in_address,
    measured_run,
    opened,
    plain_words,
    store,
)
from tests.standing_run import best_of

__all__ = ["store"]

TRAIN_BOX, BOX = "open run", "chosen_run"


@pytest.fixture(autouse=True)
def no_page_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """They need the navigation around the page."""
    monkeypatch.setattr(st, "page_link", lambda *_, **__: None)


def by_the_menu(before: AppTest, page: str) -> AppTest:
    """The next page of the same visit; the menu's links name no run."""
    at = AppTest.from_file(str(Path(ROOT / "pages" / page)), default_timeout=60)
    for name in ("run in hand", "step in hand", "assumed run", "train link"):
        if name in before.session_state:
            at.session_state[name] = before.session_state[name]
    at.run()
    assert not at.exception, at.exception
    return at


def test_a_run_follows_and_every_page_says_it_in_its_address(
        store: Store, dataset: Dataset) -> None:
    run, newer = str(measured_run(store, dataset)), str(measured_run(store, dataset))
    at = opened("errors.py", run=run)
    for page in ("draw.py", "compare.py", "runs.py", "ladders.py", "errors.py"):
        at = by_the_menu(at, page)
        assert in_address(at)["run"] == run
    at = by_the_menu(at, "train.py")
    assert at.selectbox(key=TRAIN_BOX).value == run
    at.selectbox(key=TRAIN_BOX).set_value(newer).run()
    assert in_address(by_the_menu(at, "errors.py")) == {"run": newer}


def test_nobody_is_given_an_own_run_that_nobody_chose(store: Store, dataset: Dataset) -> None:
    measured_run(store, dataset)
    at = opened("draw.py")
    assert at.selectbox(key=BOX).value == best_of("strategy-4").key
    at = by_the_menu(at, "ladders.py")
    assert "run" not in at.query_params
    at.query_params["step"] = "models-2"
    at = by_the_menu(at.run(), "errors.py")
    opened_last = best_of("models-2").key
    assert at.selectbox(key=BOX).value == opened_last


def test_a_reference_run_is_played_again_on_train(store: Store) -> None:
    at = by_the_menu(opened("errors.py", run="strategy-2@1"), "train.py")
    assert at.selectbox(key=TRAIN_BOX).value == "strategy-2@1"
    assert in_address(at)["replay"] == "strategy-2@1"
    # a new run of another step: the page after it shows that step's
    at.selectbox(key=TRAIN_BOX).set_value(None).run()
    at.selectbox(key="step").set_value("strategy-3").run()
    assert by_the_menu(at, "draw.py").selectbox(key=BOX).value == best_of("strategy-3").key


def test_one_line_says_that_the_run_in_hand_was_deleted(store: Store, dataset: Dataset) -> None:
    run = measured_run(store, dataset)
    at = opened("errors.py", run=str(run))
    Journal(store, store.run(run).lease).leave("finished")
    delete_run(store, run)
    at = by_the_menu(at, "draw.py")
    assert [plain_words(warning.value) for warning in at.warning] == [
        f"Run {run} was deleted. Here is {best_of('strategy-4').label} instead."]
    at = by_the_menu(at, "errors.py")
    assert not at.warning
    assert at.selectbox(key=BOX).value == best_of("strategy-4").key


def test_a_run_with_nothing_to_show_stays_in_hand(store: Store) -> None:
    step = find_step("strategy-4")
    run = str(store.create(step.recipe, step_id=step.id).id)
    for page in ("errors.py", "draw.py"):
        at = opened(page, run=run)
        assert at.selectbox(key=BOX).value == run
        assert f"Run {run} has " in at.info[0].value
        show, = (button for button in at.button if button.label.startswith("Show "))
        at = show.click().run()
        assert at.selectbox(key=BOX).value == best_of("strategy-4").key

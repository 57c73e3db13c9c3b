"""Whom a box of runs means: an option, a label of a moment ago, or words that somebody typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from dashboard.navigation.run_options import MOST_LABELS, RunOptions
from dashboard.server import resources
from mnist_core.ladders import find_step
from mnist_core.runs.records.store import Store

NOW = {"12": "Lauf 12 · Epoche 3", "strategy-4@1": "Referenz strategy-4", "": "Neuer Lauf"}
BEFORE = {**NOW, "12": "Lauf 12 · Epoche 2"}


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunOptions]:
    monkeypatch.setenv("MNIST_HOME", str(tmp_path))
    monkeypatch.delenv("MNIST_DATABASE_URL", raising=False)
    monkeypatch.setattr(st, "session_state", {})
    resources.forget()
    yield RunOptions("a box")
    resources.forget()


def test_an_option_says_its_key_whatever_it_is_called(options: RunOptions) -> None:
    named = options.named(NOW)
    for key, label in NOW.items():
        assert named(key) == label
        assert options.chosen(key) == options.chosen(label) == (key or None)
    assert options.chosen(None) is None


def test_a_label_of_a_moment_ago_still_names_its_run(options: RunOptions) -> None:
    options.named(BEFORE)
    options.named(NOW)
    assert options.chosen("Lauf 12 · Epoche 2") == options.chosen("Lauf 12 · Epoche 3") == "12"


def test_labels_of_long_ago_are_forgotten(options: RunOptions) -> None:
    for epoch in range(MOST_LABELS + 1):
        options.named({**NOW, "12": f"Lauf 12 · Epoche {epoch}"})
    assert len(st.session_state["a box/labels"]) == MOST_LABELS
    assert options.chosen("Referenz strategy-4") == "strategy-4@1"


def test_a_typed_number_is_that_run_and_words_are_the_newest_with_them(
        options: RunOptions) -> None:
    store: Store = resources.store()
    for number in range(1, 13):
        store.create(find_step("nets-1").recipe, step_id="nets-1",
                     name="wider" if number < 12 else "narrow")
    assert options.chosen("Run 1") == options.chosen("run 1") == options.chosen("1") == "1"
    assert options.chosen("wider") == "11"

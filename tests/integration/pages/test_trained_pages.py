"""The Errors and Draw pages find a run and say what they know of it; drawn in tests/browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from sqlalchemy import update
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from dashboard.admission.limits import HEAVY
from dashboard.components.whole_address.whole_address import TO_SAY
from dashboard.errors import matrix_and_wall
from dashboard.errors import page as errors_page
from dashboard.errors.changes import in_order, relation
from dashboard.readings.other_networks import Witness
from dashboard.server import resources
from dashboard.server.fallback import FallbackLibrary
from mnist_core.base.source import ROOT
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.reference.records import reference_runs, typical_run
from mnist_core.runs.artifacts.artifacts import BEST_WEIGHTS
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.paused_evaluation import PausedEvaluation
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone, Started
from tests.standing_run import standing_for

PAGES = ROOT / "pages"
WRONG = 5


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A lab of its own, without runs."""
    monkeypatch.setenv("MNIST_HOME", str(tmp_path))
    monkeypatch.delenv("MNIST_DATABASE_URL", raising=False)
    # its runs stand for running ones, beside which heavy questions would soon be rationed
    monkeypatch.setattr(HEAVY, "_ration", None)
    _forget()
    yield resources.store()
    _forget()


def _forget() -> None:
    resources.forget()
    resources._loader.cache_clear()


def measured_run(store: Store, dataset: Dataset, source: str | None = None) -> int:
    """A run that read the first five test digits as the next class, and is still at it."""
    labels = dataset.test.labels.numpy()
    read = labels.copy()
    read[:WRONG] = (read[:WRONG] + 1) % 10
    shares = np.full((len(labels), 10), 0.01, np.float32)
    shares[np.arange(len(labels)), read] = 0.91
    run = store.create(find_step("strategy-4").recipe, step_id="strategy-4", worker="test")
    journal = Journal(store, run.lease)
    journal.set_source(source or dataset.source.description)
    journal.append(EpochDone(
        epoch=1, train_loss=1, train_accuracy=90, test_loss=1, held_out_loss=None,
        test_accuracy=100 - 100 * WRONG / len(labels), held_out_accuracy=None, seconds=1,
        is_best=True, evaluation=Evaluation(np.log(shares), labels), weights={}))
    return run.id


def paused_run(store: Store, dataset: Dataset, *, has_read: bool) -> int:
    """A run paused at batch 17 of its first epoch; it read one digit wrong, or is still reading."""
    labels = dataset.test.labels.numpy()
    shares = np.full((len(labels), 10), 0.01, np.float32)
    shares[np.arange(len(labels)), labels] = 0.91
    shares[0] = np.roll(shares[0], 1)
    run = store.create(find_step("strategy-4").recipe, step_id="strategy-4", worker="test")
    journal = Journal(store, run.lease)
    journal.set_source(dataset.source.description)
    journal.append(Started("cpu", "reference", 60_000, 235, 0, 0))
    journal.append(Batches(0, *((1.0,) * 17,) * 3))
    journal.set_state("paused")
    if has_read:
        journal.keep_paused_evaluation(PausedEvaluation(17, Evaluation(np.log(shares), labels)))
    return run.id


def opened(page: str, **link: str) -> AppTest:
    at = AppTest.from_file(str(PAGES / page), default_timeout=60)
    for name, value in link.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    return at


def in_address(at: AppTest) -> dict[str, str]:
    """What the page wants its address to say; the frame around it does so, in tests/browser."""
    said: dict[str, str] = at.session_state[TO_SAY]
    return said


def plain_words(said: str) -> str:
    """Less what keeps Streamlit from reading them as Markdown."""
    return said.replace("\\", "").replace("\u2060", "")


def walls(at: AppTest) -> list[dict[str, Any]]:
    """What each digit wall was sent; the confusion matrix beside it is a component too."""
    sent = (json.loads(element.proto.json) for element in at.get("bidi_component"))
    return [data for data in sent if "digits" in data]


def wall(at: AppTest) -> dict[str, Any]:
    only, = walls(at)
    return only


def test_the_title_states_the_finding(store: Store, dataset: Dataset) -> None:
    run = measured_run(store, dataset)
    at = opened("errors.py", run=str(run))
    of = len(dataset.test)
    assert at.title[0].value == f"{WRONG} of {of:,} read wrong"
    assert f"Run {run} · strategy-4 · epoch 1 · {100 - 100 * WRONG / of:.2f} %" in (
        at.caption[0].value)
    assert in_address(at) == {"run": str(run)}, "a copied link means this run, not a newer one"


def test_the_wall_is_sent_the_wrong_digits(store: Store, dataset: Dataset) -> None:
    data = wall(opened("errors.py", run=str(measured_run(store, dataset))))
    assert {digit["index"] for digit in data["digits"]} == set(range(WRONG))


def test_a_link_filters_the_wall(store: Store, dataset: Dataset) -> None:
    run = measured_run(store, dataset)
    true = int(dataset.test.labels[0])
    data = wall(opened("errors.py", run=str(run), true=str(true), read=str((true + 1) % 10)))
    assert data["digits"] and {digit["true"] for digit in data["digits"]} == {true}


def test_digits_of_another_data_set_are_not_shown(store: Store, dataset: Dataset) -> None:
    at = opened("errors.py", run=str(measured_run(store, dataset, source="MNIST 5 + 5")))
    assert "measured on MNIST 5 + 5" in at.info[0].value.replace("\\", "")
    assert not walls(at)


def test_a_run_paused_in_its_first_epoch_shows_its_mistakes(
        store: Store, dataset: Dataset) -> None:
    run = paused_run(store, dataset, has_read=True)
    at = opened("errors.py", run=str(run), epoch="last")
    assert at.title[0].value == f"1 of {len(dataset.test):,} read wrong"
    assert f"Run {run} · strategy-4 · epoch 1, batch 17 · " in at.caption[0].value
    assert [digit["index"] for digit in wall(at)["digits"]] == [0]


def test_a_paused_run_that_reads_yet_says_so(store: Store, dataset: Dataset) -> None:
    run = paused_run(store, dataset, has_read=False)
    assert opened("errors.py", run=str(run)).info[0].value == (
        f"Run {run} was paused in its first epoch and is reading the test digits.")


def test_a_run_whose_files_are_on_another_machine_says_so(store: Store, dataset: Dataset) -> None:
    run = measured_run(store, dataset)
    store.artifacts.delete(run)
    with Session(store.engine) as session:
        session.execute(update(RunRow).values(state="finished", kept_at="attic:/home/anna/runs/1"))
        session.commit()
    at = opened("errors.py", run=str(run))
    assert plain_words(at.info[0].value).startswith(
        f"The files of run {run} are where it was trained, in attic:/home/anna/runs/1: copy that "
        "folder to ")


@pytest.mark.parametrize("link", ["99", "0", "-1", "strategy-4", "`x` [y](z)"])
def test_a_link_to_no_run_is_told_in_one_sentence(store: Store, dataset: Dataset,
                                                  link: str) -> None:
    measured_run(store, dataset)
    at = opened("errors.py", run=link)
    assert len(at.warning) == 1 and "There is no run " in at.warning[0].value
    assert "read wrong" in at.title[0].value


def test_with_nothing_recorded_either_the_page_says_what_to_wait_for(
        store: Store, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.navigation.run_in_hand.library",
                        lambda: FallbackLibrary(store, tmp_path))
    # a page link needs the navigation around the page
    monkeypatch.setattr(st, "page_link", lambda *_, **__: None)
    assert opened("draw.py").info[0].value == "Nothing is trained yet. Train a step first."
    run = measured_run(store, dataset)
    store.artifacts.delete(run)
    at = opened("draw.py")
    assert f"The files of run {run} are not in " in plain_words(at.info[0].value)
    assert not at.get("bidi_component")


def with_weights(store: Store, num: int) -> None:
    for number in range(1, num + 1):
        run = store.create(find_step("strategy-4").recipe, step_id="strategy-4", worker="test",
                           name=f"try {number}")
        Journal(store, run.lease).append(Started("cpu", "reference", 60_000, 235, 0, 0))
        Journal(store, run.lease).leave("finished")
        store.artifacts.write(run.id, BEST_WEIGHTS, b"")


def test_a_box_lists_the_newest_runs_and_the_one_of_the_link(
        store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with_weights(store, 5)
    assert opened("draw.py").selectbox[0].options[:5] == [
        f"Run {number} · strategy-4 · try {number} · finished" for number in (5, 4, 3, 2, 1)]
    monkeypatch.setattr("dashboard.navigation.run_options.MOST_LISTED", 2)
    box = opened("draw.py", run="1").selectbox[0]
    assert box.value == "1"
    assert [option.partition(" ·")[0] for option in box.options[:4]] == [
        "Run 1", "Run 5", "Run 4", "strategy-4"]
    assert "The newest of 5 runs. For another, type its number or some words" in box.help


@pytest.mark.skipif(not typical_run("strategy-4"), reason="no reference runs")
def test_a_run_that_changed_its_step_is_first_held_against_that_step(store: Store) -> None:
    recipe = find_step("strategy-4").recipe
    changed = recipe.model_copy(update={"dropout": 0.05, "epochs": 2})
    known: list[Witness] = [(run, predictions) for run in reference_runs()
                            if (predictions := run.predictions())]
    own, same = (OwnRun(store, store.create(each, step_id="strategy-4"))
                 for each in (changed, recipe.model_copy(update={"seed": 7})))
    before, _ = in_order(own, known)[0]
    assert before.key == "strategy-4@1", "that with its seed"
    assert relation(own, before) == (
        f"From {before.short_label} to Run {own.key} · strategy-4 · quick try: dropout 0.1 → 0.05, "
        "epochs 15 → 2.")
    for other in (same, before):
        first = in_order(other, known)[0][0].key
        assert first == ("strategy-3@1" if other == before else standing_for("strategy-3").key)


# what links said before their words became keys, and what they say now
LINKS = {"show": {"Matrix and wall": "matrix", "Hard for everyone": "hard",
                  "Fixed and broken": "changes", "Feature map": "map"},
         "cells": {"Errors only": "errors", "Counts": "counts", "Row %": "shares"},
         "sort": {"worst first": "worst", "closest call first": "closest", "by class": "class",
                  "by index": "index"}}


@pytest.mark.parametrize(("name", "older", "key"), [
    (name, older, key) for name, keys in LINKS.items() for older, key in keys.items()])
def test_a_link_that_was_saved_when_it_said_words_opens_the_same(
        store: Store, dataset: Dataset, name: str, older: str, key: str) -> None:
    run = str(measured_run(store, dataset))
    for said in (older, key):
        assert opened("errors.py", run=run, **{name: said}).session_state[name] == key


def test_the_words_of_the_views_can_change(
        store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    run = str(measured_run(store, dataset))
    words = {key: f"Ansicht {key.upper()}" for key in errors_page.VIEWS}
    monkeypatch.setattr(errors_page, "VIEWS", {
        key: (words[key], draw) for key, (_, draw) in errors_page.VIEWS.items()})
    for name in ("MODES", "ORDERS", "LABELS", "CLASSES"):
        keys = getattr(matrix_and_wall, name)
        monkeypatch.setattr(matrix_and_wall, name, {key: f"Wort für {key}" for key in keys})
    at = opened("errors.py", run=run, show="matrix", cells="shares", sort="index", true="7")
    assert at.session_state["cells"] == "shares"
    assert {digit["true"] for digit in wall(at)["digits"]} <= {7}
    views = at.button_group(key="show")
    assert views.options == list(words.values())
    for key in words:
        at.button_group(key="show").set_value(key).run()
        assert not at.exception, at.exception
        assert at.query_params["show"] == key
        assert at.session_state["show"] == key

"""A home of an older lab opens with all that it held, and its unfinished runs go on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.mnist import Dataset
from mnist_core.runs.database.machine import this_machine
from mnist_core.runs.saved.drawings import Drawings
from mnist_core.runs.saved.own_recipes import OwnRecipes
from tests.integration.runs_lab import Lab, open_lab, recipe_of, result_of
from tests.old_homes import unpack_old_home

FINISHED, PAUSED, INTERRUPTED, QUEUED = 1, 2, 3, 4


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    unpack_old_home(tmp_path)
    lab = open_lab(tmp_path, monkeypatch)
    yield lab
    lab.store.close()


def test_all_that_it_held_is_there(old: Lab) -> None:
    assert [(run.id, run.state, run.position) for run in old.store.runs()] == [
        (QUEUED, "queued", 0), (INTERRUPTED, "interrupted", 447), (PAUSED, "paused", 237),
        (FINISHED, "finished", 752)]
    finished = old.store.run(FINISHED)
    assert (finished.name, finished.note) == ("finished", "a note of old")
    assert len(old.store.curve(FINISHED).loss) == finished.total_batches
    assert len(old.store.epochs(FINISHED)) == finished.epochs_done == 4
    recipe, = OwnRecipes(old.store.engine).all()
    assert (recipe.name, recipe.recipe) == ("my own", recipe_of(seed=7))
    drawing, = Drawings(old.store).each()
    assert drawing.digit == 1


@pytest.mark.slow
def test_its_unfinished_runs_go_on_to_their_end(old: Lab, dataset: Dataset) -> None:
    if old.store.run(PAUSED).source != dataset.source.description:
        pytest.skip("its runs began with the real MNIST: set MNIST_DATA_DIR")
    began_on = old.store.run(PAUSED).machine
    queue = old.queue()
    queue.start()
    for run in (PAUSED, INTERRUPTED):
        old.store.ask(run, "resume")
    for run in (PAUSED, INTERRUPTED, QUEUED):
        old.wait_for_state(run, "finished", 240)
    queue.stop()
    here = this_machine("cpu")
    for run in (PAUSED, INTERRUPTED, QUEUED):
        assert result_of(old, run).epochs[-1].epoch == 4
        # another processor, or other software, has other last bits
        if began_on and (began_on.processor, began_on.torch) == (here.processor, here.torch):
            assert_same_records(old, run, FINISHED)


def assert_same_records(lab: Lab, one: int, other: int) -> None:
    """Every batch and every measure of the test digits has equal bits in both runs."""
    curves = [lab.store.curve(run) for run in (one, other)]
    for name in ("loss", "correct", "lr"):
        assert np.array_equal(*(getattr(curve, name) for curve in curves)), name
    first, second = ([replace(epoch, seconds=0) for epoch in lab.store.epochs(run)]
                     for run in (one, other))
    assert first == second

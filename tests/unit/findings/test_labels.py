"""One way of naming: which step or run, then its score; a run that is not finished says so."""

from pathlib import Path

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.ladders.labels import published_name, scored, step_name
from mnist_core.recipe.overrides import apply
from mnist_core.reference.records import runs_of_step
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import open_store
from mnist_core.runs.run_list.listing import run_entries
from mnist_core.trained.trained import with_step

STEP = find_step("strategy-4")


def test_a_step_and_what_was_recorded_of_it_begin_alike() -> None:
    assert step_name(STEP) == "strategy-4 · LR schedule"
    assert scored(published_name(STEP.id), 99.414) == "strategy-4 · published · best 99.41 %"
    reference = runs_of_step(STEP.id)[0]
    assert reference.key == "strategy-4@1", "addresses and commands keep their keys"
    assert with_step(reference) == "strategy-4 · reference 1"
    assert reference.label == scored("strategy-4 · reference 1", reference.best_test_accuracy)


def test_a_run_says_its_number_its_step_and_its_name(tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path))
    run = OwnRun(store, store.create(STEP.recipe, step_id=STEP.id, name="less dropout"))
    assert run.label == "Run 1 · strategy-4 · less dropout · epoch 0 of 15, queued"
    assert (run.short_label, with_step(run)) == ("Run 1", "Run 1 · strategy-4")
    own = OwnRun(store, store.create(STEP.recipe, step_id=None))
    assert with_step(own) == "Run 2 · own recipe"
    other = apply(STEP.recipe, {"layers": "conv3x3(8) relu conv3x3(10) gap flatten"})
    edited = OwnRun(store, store.create(other, step_id=STEP.id))
    quick = OwnRun(store, store.create(apply(STEP.recipe, {"epochs": 1}), step_id=STEP.id))
    assert with_step(quick) == "Run 4 · strategy-4 · quick try"
    assert with_step(edited) == "Run 3 · own network (from strategy-4)"
    assert edited.label.startswith("Run 3 · own network (from strategy-4) · epoch 0 of 15")
    assert [entry.title for entry in run_entries(store, RunQuery(step=STEP.id))] == [
        "Run 4 · strategy-4", "Run 3 · own network (from strategy-4)",
        "Run 1 · strategy-4 · less dropout"]
    store.close()

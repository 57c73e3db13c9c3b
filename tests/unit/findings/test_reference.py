"""The recorded reference runs: whole, small, true to their weights; the page says the same."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_core.base.source import REFERENCE
from mnist_core.data.mnist import Dataset
from mnist_core.findings.seeds import spread
from mnist_core.findings.significance import new_run_range
from mnist_core.ladders import STEPS
from mnist_core.reference.records import (
    RECORD,
    ReferenceRun,
    rank_words,
    reference_run,
    reference_runs,
    runs_of_step,
    typical_run,
)
from mnist_core.reference.results import PAGE, results_page
from mnist_core.reference.story import never_learned_words
from mnist_core.reference.summary import published_lies, summaries
from mnist_core.training.evaluate import evaluate

pytestmark = pytest.mark.long

MAX_FOLDER_BYTES = 25_000_000
# a tie between two classes may go the other way on another processor
MAX_DIGITS_APART = 2
RUNS = reference_runs()
WITH_WEIGHTS = [run for run in RUNS if run.moments]
# of the first recorded seed always, of the others by ``make test-slow``
FIRST_SEEDS = {run.key.partition("@")[0]: run.key
               for run in sorted(WITH_WEIGHTS, key=lambda run: run.recipe.seed, reverse=True)}


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.key)
def test_a_reference_run_is_a_published_recipe_trained_to_its_end(run: ReferenceRun) -> None:
    step = STEPS[run.step_id]
    published = step.recipe if run.record.variant is None else next(
        variant.recipe for variant in step.variants if variant.id == run.record.variant)
    assert run.recipe == published.model_copy(update={"seed": run.record.seed})
    assert run.folder.name == run.key
    assert [epoch.epoch for epoch in run.epochs()] == list(range(1, run.recipe.epochs + 1))
    assert run.source == "MNIST 60,000 + 10,000"
    assert run.best_test_accuracy == max(epoch.test_accuracy for epoch in run.epochs())


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.key)
def test_its_answers_and_its_curve_are_those_of_its_figures(run: ReferenceRun) -> None:
    best, last = run.predictions("best"), run.predictions("last")
    assert best.accuracy == pytest.approx(run.record.test_accuracy_of_weights, abs=1e-9)
    assert last.accuracy == pytest.approx(run.epochs()[-1].test_accuracy, abs=1e-9)
    assert len(best.labels) == len(last.labels) == 10_000
    curve = run.curve()
    assert curve.at[0] == 0 and curve.at[-1] == run.num_batches * run.recipe.epochs - 1
    assert np.all(np.diff(curve.at) > 0) and len(curve.at) <= 1002


@pytest.mark.parametrize("run", [
    pytest.param(run, id=run.key,
                 marks=[] if run.key in FIRST_SEEDS.values() else [pytest.mark.slow])
    for run in WITH_WEIGHTS])
def test_its_weights_give_the_recorded_accuracy(run: ReferenceRun, dataset: Dataset) -> None:
    if dataset.source.is_sample:
        pytest.skip("needs the full test set: set MNIST_DATA_DIR")
    found = evaluate(run.network(), dataset.test.images, dataset.test.labels,
                     run.recipe.normalisation)
    apart = np.count_nonzero(found.predicted != run.predictions("best").predicted)
    assert apart <= MAX_DIGITS_APART
    assert found.accuracy == pytest.approx(run.record.test_accuracy_of_weights,
                                           abs=MAX_DIGITS_APART / 100)


def test_every_small_step_is_measured() -> None:
    absent = [step.id for step in STEPS.values()
              if step.published.parameters < 100_000 and not runs_of_step(step.id)]
    assert not absent


def test_the_folder_stays_small() -> None:
    assert sum(file.stat().st_size for file in REFERENCE.rglob("*")) < MAX_FOLDER_BYTES


def test_the_page_of_results_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == results_page(), (
        "run: python -m mnist_core results")


def test_a_notable_difference_is_explained() -> None:
    unexplained = [found.reference_id for found in summaries()
                   if found.is_notable and not found.step.reproduction]
    assert not unexplained


def test_without_runs_the_page_says_that_nothing_was_measured() -> None:
    page = results_page([])
    assert page.count("| not measured |") == 2 * len(summaries())
    assert "| **strategy-4** LR schedule | 9,436 | 0 | 99.53 | not measured |" in page


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "strategy-4@1"
    folder.mkdir()
    record = json.loads((REFERENCE / "strategy-4@1" / RECORD).read_text())
    (folder / RECORD).write_text(json.dumps({**record, "seed": "many"}))
    with pytest.raises(ValueError, match="strategy-4@1 is damaged; fetch it again"):
        reference_run(folder)


def test_the_run_that_stands_for_a_step_is_neither_its_first_seed_nor_its_best() -> None:
    for step_id in STEPS:
        seeds = sorted(runs_of_step(step_id), key=lambda run: run.best_test_accuracy)
        run = typical_run(step_id)
        if not seeds:
            assert run is None and rank_words(step_id) == ""
            continue
        assert run is not None
        worse = sum(other.best_test_accuracy < run.best_test_accuracy for other in seeds)
        better = sum(other.best_test_accuracy > run.best_test_accuracy for other in seeds)
        # several seeds may be equally good
        assert worse <= len(seeds) // 2 and better <= (len(seeds) - 1) // 2
        assert rank_words(step_id) == {
            1: "", 2: "the better of 2 seeds"}.get(len(seeds), f"the middle of {len(seeds)} seeds")


def test_a_mean_of_which_a_seed_never_learned_is_told_with_its_seeds() -> None:
    told = {step.id: words for step in STEPS.values() if (words := never_learned_words(step))}
    num = len(runs_of_step("drilldown-1"))
    assert told["drilldown-1"].startswith(f"1 of {num} seeds never learned: 11.35 %, 95.68 %")
    assert "strategy-4" not in told


def test_a_published_figure_lies_where_one_more_seed_would() -> None:
    # three values of spread 0.1: t(0.975, 2) = 4.303, times 0.1 x sqrt(4 / 3) = 0.497
    ours = spread([99.3, 99.4, 99.5])
    assert new_run_range(ours) == pytest.approx((98.903, 99.897), abs=1e-3)
    assert published_lies(99.45, ours) == published_lies(98.90, ours) == "within"
    assert (published_lies(98.88, ours), published_lies(99.91, ours)) == ("below", "above")
    assert published_lies(99.4, spread([99.4])) is None
    assert published_lies(99.4, spread([99.4, 99.4])) is None


def test_one_more_seed_lies_within_19_times_of_20() -> None:
    draw = np.random.default_rng(6).normal(99.4, 0.07, (2_000, 5))
    ends = [new_run_range(spread(list(map(float, seeds[:4])))) for seeds in draw]
    held = [bool(end) and end[0] <= seeds[4] <= end[1]
            for end, seeds in zip(ends, draw, strict=True) if end]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_the_page_says_where_the_published_figures_lie() -> None:
    """With seeds made of one: two more of strategy-4, 0.05 to either side."""
    first = runs_of_step("strategy-4")[0]
    runs = [first, *(ReferenceRun(first.folder, replace(
        first.record, seed=seed, epochs=tuple(
            replace(epoch, test_accuracy=epoch.test_accuracy + shift)
            for epoch in first.record.epochs))) for seed, shift in ((8, 0.05), (9, -0.05)))]
    row = next(line for line in results_page(runs).splitlines() if "**strategy-4**" in line)
    assert "| 3 | 99.53 | 99.54 ± 0.05 | within | +0.01 |" in row
    assert "| 9,436 | 1 | 99.53 | 99.54 | one seed: cannot be said |" in results_page([first])


def test_seeds_that_never_learned_have_no_spread_to_lie_in() -> None:
    found = next(one for one in summaries() if one.reference_id == "drilldown-1")
    assert found.num_unlearned == 1
    assert found.best_lies is found.last_five_lies is None

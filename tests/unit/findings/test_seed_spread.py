"""By how much seeds move a network, of what the lab has recorded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_core.base.settings import Settings
from mnist_core.library.library import Library
from mnist_core.library.seed_spread import recorded_spread, spread_of_steps
from mnist_core.reference.records import ReferenceRun, runs_of_step
from mnist_core.runs.records.store import Store, open_store
from tests.unit.findings.test_seed_replicates import recipe, trained


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(Settings(home=tmp_path))
    yield store
    store.engine.dispose()


def test_four_seeds_of_the_very_recipe_speak_for_it(store: Store) -> None:
    for seed, accuracy in enumerate([99.5, 99.4, 99.3, 99.4], 1):
        trained(store, accuracy, 90.0, seed=seed)
        trained(store, 99.0 + seed, 90.0, seed=seed, batch_size=64)
    found = recorded_spread(Library(store), recipe())
    assert found and found.single == pytest.approx(np.std([99.5, 99.4, 99.3, 99.4], ddof=1))
    assert found.source == "by 4 seeds of this recipe that the lab has recorded"


def test_else_the_published_steps_do_and_one_that_jumps_about_hardly_counts() -> None:
    spreads = [0.06, 0.07, 0.08, 5.0]
    draw = np.random.default_rng(1)
    first = runs_of_step("strategy-4")[0]
    runs = [_with_best(first, f"strategy-4-{index}", seed, 99 + float(draw.normal(0, spread)))
            for index, spread in enumerate(spreads) for seed in range(1, 4)]
    found = spread_of_steps(tuple(runs))
    assert found and 0.02 < found.single < 0.2
    assert "4 published steps, of which the lab has 12 seeds" in found.source
    assert spread_of_steps(tuple(runs[:6])) is None, "two steps say little"


def test_three_seeds_a_step_come_to_the_true_spread_on_average() -> None:
    draw = np.random.default_rng(2)
    first = runs_of_step("strategy-4")[0]
    runs = [_with_best(first, f"step-{index}", seed, 99 + float(draw.normal(0, 0.07)))
            for index in range(400) for seed in range(1, 4)]
    found = spread_of_steps(tuple(runs))
    assert found and found.single == pytest.approx(0.07, rel=0.1)


def _with_best(run: ReferenceRun, step_id: str, seed: int, accuracy: float) -> ReferenceRun:
    record = run.record
    best = replace(record.epochs[0], test_accuracy=accuracy)
    return ReferenceRun(run.folder, replace(record, step_id=step_id, seed=seed, best_epoch=1,
                                            epochs=(best, *record.epochs[1:])))

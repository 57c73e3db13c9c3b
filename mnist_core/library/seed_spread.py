"""By how much the seed alone moves a recipe, as far as the lab has recorded it."""

import statistics
from functools import lru_cache
from itertools import groupby

from scipy import stats

from mnist_core.base.format import count_of
from mnist_core.experiments.power import SeedSpread, learned, spread_of
from mnist_core.library.library import Library
from mnist_core.library.seed_replicates import replicates
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import ReferenceRun, reference_runs

ENOUGH_SEEDS = 4
"""Of fewer the spread itself is mostly chance: that of the published steps is taken instead."""
ENOUGH_STEPS = 3


def recorded_spread(library: Library, recipe: Recipe,
                    source: str | None = None) -> SeedSpread | None:
    """By the finished runs of this very recipe on the digits of this ``source``, else by those of
    all published steps with several seeds; None where there are too few of either."""
    by_seed: dict[int, float] = {}
    for trained in replicates(library, recipe, source):
        epochs = trained.epochs()
        if len(epochs) == trained.recipe.epochs:
            best = epochs[(trained.best_epoch or len(epochs)) - 1]
            by_seed.setdefault(trained.recipe.seed, best.test_accuracy)
    if len(by_seed) >= ENOUGH_SEEDS and learned(by_seed, "held_out_accuracy"):
        return spread_of([by_seed], f"by {count_of(len(by_seed), 'seed')} of this recipe that the "
                                    "lab has recorded")
    return spread_of_steps(reference_runs())


@lru_cache(maxsize=4)
def spread_of_steps(runs: tuple[ReferenceRun, ...]) -> SeedSpread | None:
    """The median over the steps, so that one that jumps about does not speak for all; each first
    put right for how few its seeds are."""
    found = []
    for _, of_step in groupby(runs, lambda run: run.record.reference_id):
        by_seed = {run.record.seed: run.best_test_accuracy for run in of_step}
        spread = spread_of([by_seed]) if learned(by_seed, "held_out_accuracy") else None
        if spread:
            freedom = len(by_seed) - 1
            usual_share = float(stats.chi2.median(freedom)) / freedom
            found.append((spread.difference / usual_share ** 0.5, len(by_seed)))
    if len(found) < ENOUGH_STEPS:
        return None
    return SeedSpread(statistics.median(spread for spread, _ in found),
                      f"if seeds move it as they do {len(found)} published steps, of which the lab "
                      f"has {sum(num for _, num in found)} seeds")

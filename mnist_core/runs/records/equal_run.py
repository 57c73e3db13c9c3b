"""A run that is there already: whoever would train an equal recipe need not."""

from collections.abc import Collection
from contextlib import suppress
from itertools import islice

from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store

MOST_LOOKED_AT = 200
"""Runs that may be equal, the newest."""


def equal_run(store: Store, recipe: Recipe, source: str | None, states: Collection[str], *,
              step: str = "", owner: int | None = None) -> Run | None:
    """The newest run of an equal recipe on the same digits that is in one of these states.

    Args:
        source: the digits that are here, as ``Run.source`` names them.
        step: only runs that began as this step.
        owner: only this person's; where nobody is asked for a name, whoever's.
    """
    alike = store.newest(RunQuery(
        step=step, states=tuple(states), owner=owner, num_epochs=recipe.epochs, seed=recipe.seed,
        parameters=recipe.describe().parameters))
    for run in islice(alike, MOST_LOOKED_AT):
        # what a newer version wrote is not equal
        with suppress(ValueError):
            if run.recipe == recipe and not run.is_imported and run.source in (None, source):
                return run
    return None

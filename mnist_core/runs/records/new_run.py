"""The row of a new run, for whoever adds it to the database."""

import time

from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.clock import database_now
from mnist_core.runs.records.run_words import describe
from mnist_core.runs.turns.queue_order import at_the_end

MAX_NAME = 80


def new_run(recipe: Recipe, *, step_id: str | None = None, name: str = "",
            threads: int | None = None, path: str | None = None, worker: str | None = None,
            owner: int | None = None, made_for: str | None = None) -> RunRow:
    """Queued at the end; or as that of a ``worker`` that starts now. See ``Store.create``."""
    given = ({"state": "queued", **at_the_end()} if worker is None else
             {"state": "running", "worker": worker, "lease": 1, "heartbeat": database_now(),
              "claimed": time.time()})
    row = RunRow(step_id=step_id, name=name.strip()[:MAX_NAME], recipe=recipe.to_json(),
                 created=time.time(), parameters=recipe.describe().parameters,
                 threads=threads, path=path, owner=owner, made_for=made_for, **given)
    describe(row, recipe)
    return row

"""A lab with as many runs as a department leaves behind, written straight into its database.

Every run has a recipe of its own, 15 epochs and the text that lists show; the runs of the step that
was really trained have that run's files, too, as hard links.
"""

import os
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mnist_core.ladders import STEPS, Step
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.run_words import changes_in_words, search_text
from mnist_core.runs.records.store import Store

EPOCHS = 15
AT_ONCE = 500
STATES = ("finished", "finished", "finished", "finished", "stopped", "finished", "failed")
NAMES = ("", "", "", "Anna's try", "with more rotation", "")


def recipe_of(step: Step, number: int) -> Recipe:
    """A recipe that no other number has."""
    optimiser = step.recipe.optimiser
    lr = round(optimiser.lr * (1 + number / 10_000), 7)
    return step.recipe.model_copy(update={
        "seed": number % 8 + 1, "optimiser": optimiser.model_copy(update={"lr": lr})})


def add_runs(home: Path, store: Store, num: int, trained: int) -> None:
    """Add finished, stopped and failed runs beside run ``trained``, which lends them its files."""
    real = store.run(trained)
    with Session(store.engine) as session:
        last = session.scalar(select(RunRow.id).order_by(RunRow.id.desc()).limit(1)) or 0
        numbers = range(last + 1, last + num + 1)
        kinds = zip(numbers, cycle(STEPS.values()), cycle(STATES), cycle(NAMES), strict=False)
        rows = [_row(number, step, state, name, real.source or "", real.created)
                for number, step, state, name in kinds]
        for first in range(0, num, AT_ONCE):
            some = rows[first:first + AT_ONCE]
            session.execute(insert(RunRow), some)
            session.execute(insert(EpochRow), [_epoch(row, epoch) for row in some
                                               for epoch in range(1, EPOCHS + 1)])
        session.commit()
    for row in rows:
        if row["step_id"] == real.step_id:
            # links to them, as there are thousands of runs
            store.artifacts.snapshot(trained, home / "runs" / str(row["id"]))


def _row(number: int, step: Step, state: str, name: str, source: str, begun: float
         ) -> dict[str, Any]:
    recipe = recipe_of(step, number)
    changes = changes_in_words(step.id, recipe)
    return {
        "id": number, "step_id": step.id, "name": name, "recipe": recipe.to_json(),
        "state": state, "created": begun + number, "started": begun + number,
        "finished": begun + number + 200, "generation": 1, "position": 469 * EPOCHS,
        "num_batches": 469, "num_train": 60_000, "epochs_done": EPOCHS, "best_epoch": EPOCHS - 1,
        "best_test_accuracy": 98 + number * 37 % 150 / 100,
        "parameters": step.published.parameters, "device": "cpu", "path": "fused",
        "threads": os.cpu_count(), "source": source, "num_epochs": EPOCHS, "seed": recipe.seed,
        "changes": changes, "search_text": search_text(step.id, name, None, changes)}


def _epoch(row: dict[str, Any], epoch: int) -> dict[str, Any]:
    accuracy = row["best_test_accuracy"] - abs(EPOCHS - 1 - epoch) / 10
    return {"run_id": row["id"], "epoch": epoch, "train_loss": 0.3 / epoch,
            "train_accuracy": accuracy - 0.5, "test_loss": 0.25 / epoch,
            "test_accuracy": accuracy, "held_out_loss": None, "held_out_accuracy": None,
            "seconds": 8.0 + row["id"] % 5}

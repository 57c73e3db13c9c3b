"""One row a run for the list of all runs: what tells it from the others, in few words."""

from functools import cache, lru_cache

from mnist_core.differences import diff_text
from mnist_core.ladders import STEPS
from mnist_core.recipe import Recipe
from mnist_core.reference.records import ReferenceRun, reference_runs
from mnist_core.runs.records import Run
from mnist_core.runs.store import Store

Row = dict[str, object]


def run_rows(store: Store) -> list[Row]:
    """Own runs, the newest first, then the reference runs."""
    seconds = store.epoch_seconds()
    return [*(_own(run, seconds.get(run.id, 0.0)) for run in store.runs()), *_references()]


def _own(run: Run, seconds: float) -> Row:
    """Accuracy in percent, ``created`` in UNIX seconds; ``is_held`` by a worker: not to delete."""
    return {
        "key": str(run.id), "number": run.id, "title": f"Run {run.id}", "name": run.name,
        "note": run.note, "state": run.state, "is_held": run.is_attached,
        "epochs_done": run.epochs_done, "best": run.best_test_accuracy, "seconds": seconds,
        "created": run.created, **_recipe_cells(run.step_id, run.recipe, run.parameters),
    }


@cache
def _references() -> tuple[Row, ...]:
    return tuple(_reference(run) for run in reference_runs())


def _reference(run: ReferenceRun) -> Row:
    return {
        "key": run.key, "number": 0, "title": run.short_label, "name": "", "note": "",
        "state": "reference", "is_held": True, "epochs_done": len(run.epochs()),
        "best": run.best_test_accuracy, "seconds": run.seconds, "created": 0,
        **_recipe_cells(run.step_id, run.recipe, run.parameters),
    }


def _recipe_cells(step_id: str | None, recipe: Recipe, parameters: int) -> Row:
    step = STEPS.get(step_id or "")
    # runs often differ by their seed alone, and a comparison takes about a millisecond
    seed = f"seed {recipe.seed}" if step and recipe.seed != step.recipe.seed else ""
    changes = _changes(step.id, recipe.model_copy(update={"seed": step.recipe.seed})) if step else (
        recipe.layers)
    return {"step": step_id or "own recipe", "changes": ", ".join(filter(None, (changes, seed))),
            "epochs": recipe.epochs, "parameters": parameters}


@lru_cache(maxsize=2048)
def _changes(step_id: str, recipe: Recipe) -> str:
    return diff_text(STEPS[step_id].recipe, recipe)

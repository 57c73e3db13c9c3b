"""What lists say of a run's recipe, written down with the run: no list reads recipes."""

from functools import lru_cache
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from mnist_core.ladders.labels import recipe_name
from mnist_core.network.notation import to_text
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.runs.database.tables.runs import RunRow

AgainstStep = Literal["same", "shorter", "changed"]
"""How a run stands against the recipe of its step.

``same``: at most seed and device differ, so that its figures are the step's. ``shorter``: fewer
epochs or training digits, a quick try, whatever else was changed. ``changed``: anything else, or
no step.
"""
AT_ONCE = 500


def changes_in_words(step_id: str | None, recipe: Recipe) -> str:
    """``dropout 0.1 → 0.05, seed 3``: what it changed in its step; without one, its layers."""
    from mnist_core.ladders import STEPS

    step = STEPS.get(step_id or "")
    if step is None:
        return to_text(recipe.network)
    # runs often differ by their seed alone, and a comparison takes about a millisecond
    same_seed = recipe.model_copy(update={"seed": step.recipe.seed})
    seed = f"seed {recipe.seed}" if recipe.seed != step.recipe.seed else ""
    return ", ".join(filter(None, (_changes(step.id, same_seed), seed)))


def against_step(step_id: str | None, recipe: Recipe) -> AgainstStep:
    """How a run of this recipe stands against its step."""
    from mnist_core.ladders import STEPS

    step = STEPS.get(step_id or "")
    if step is None:
        return "changed"
    if (recipe.epochs < step.recipe.epochs
            or recipe.num_train_or_all < step.recipe.num_train_or_all):
        return "shorter"
    same_seed = recipe.model_copy(update={"seed": step.recipe.seed})
    return "changed" if _changes(step.id, same_seed) else "same"


def has_own_network(step_id: str | None, recipe: Recipe) -> bool:
    """Whether its layers are another network than those of its step; of no step never."""
    from mnist_core.ladders import STEPS
    from mnist_core.network.changes import has_other_layers

    step = STEPS.get(step_id or "")
    return step is not None and has_other_layers(step.recipe.network, recipe.network)


def search_text(name_of_recipe: str, name: str, note: str | None, changes: str) -> str:
    """What a search looks through, beside the run's number and its state."""
    return "\n".join((name_of_recipe, name, note or "", changes)).casefold()


def describe(row: RunRow, recipe: Recipe) -> None:
    """Fill in what lists show of the recipe."""
    row.num_epochs, row.seed = recipe.epochs, recipe.seed
    row.changes = changes_in_words(row.step_id, recipe)
    row.against_step = against_step(row.step_id, recipe)
    row.own_network = has_own_network(row.step_id, recipe)
    named = recipe_name(row.step_id, own_network=row.own_network)
    row.search_text = search_text(named, row.name, row.note, row.changes)


def describe_old_runs(engine: Engine) -> None:
    """Describe the runs that an older version recorded: once, some milliseconds each."""
    missing = (select(RunRow).where(RunRow.against_step.is_(None))
               .order_by(RunRow.id).limit(AT_ONCE))
    last = 0
    with Session(engine) as session:
        while rows := session.scalars(missing.where(RunRow.id > last)).all():
            last = rows[-1].id
            for row in rows:
                try:
                    describe(row, read_recipe(row.recipe))
                except ValueError:
                    # unreadable; it is found by its number and its name
                    row.changes, row.search_text = "", row.name.casefold()
                    row.against_step = "changed"
            session.commit()
            session.expunge_all()


@lru_cache(maxsize=2048)
def _changes(step_id: str, recipe: Recipe) -> str:
    from mnist_core.ladders import STEPS
    from mnist_core.recipe.diff import diff_text

    return diff_text(STEPS[step_id].recipe, recipe)

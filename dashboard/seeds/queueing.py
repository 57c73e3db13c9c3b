"""Two more seeds of a recipe: what tells a better recipe from a lucky run."""

from dashboard.people.identity import allow, this_owner
from dashboard.server.submission import submit
from mnist_core.library.library import Library
from mnist_core.library.seed_replicates import free_seeds
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run
from mnist_core.trained.trained import Trained

NUM_MORE = 2


def queue_more_seeds(library: Library, recipe: Recipe, step_id: str | None) -> list[Run]:
    """Queue runs of the recipe with the lowest seeds that nobody has trained it with.

    Raises:
        ValueError: why none can be queued.
        NotAllowed: whoever asks may not train.
    """
    allow("train")
    return [submit(recipe.model_copy(update={"seed": seed}), step_id, owner=this_owner())
            for seed in free_seeds(library, recipe, NUM_MORE)]


def recipe_here(trained: Trained) -> Recipe:
    """A reference run says where it was trained; another seed is trained where this server
    trains."""
    recipe = trained.recipe
    return recipe.model_copy(update={"device": "auto"}) if trained.is_reference else recipe

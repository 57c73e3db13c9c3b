"""Two more seeds of a compared recipe: what tells a better recipe from a lucky run."""

import streamlit as st

from dashboard.compare.runs import Compared
from dashboard.display.plain_text import with_commands
from dashboard.navigation import page_paths
from dashboard.people.identity import allow, this_owner
from dashboard.server.submission import submit
from mnist_core.library.library import Library
from mnist_core.library.seed_replicates import active_replicates, free_seeds, is_same_recipe
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.trained.trained import Trained

NUM_MORE = 2


def more_seeds(library: Library, first: Compared, second: Compared) -> None:
    """A button for each of the two recipes; of those that train already, links in its place."""
    is_one_recipe = is_same_recipe(first.recipe, second.recipe)
    with st.container(horizontal=True, vertical_alignment="center"):
        for run in (first,) if is_one_recipe else (first, second):
            coming = [other for other in active_replicates(library, run.recipe)
                      if other.key not in (first.key, second.key)]
            if coming:
                _links(run, coming)
            elif st.button(f"Train two more seeds of {run.letter}", key=f"more_{run.letter}",
                           icon=":material/casino:",
                           help="Queues two runs of the same recipe with other seeds."):
                _queue(library, run)


def _links(run: Compared, coming: list[Trained]) -> None:
    st.caption(f"More seeds of {run.letter}:")
    for other in coming[::-1]:
        st.page_link(page_paths.TRAIN, icon=":material/show_chart:",
                     label=f"{other.short_label}, seed {other.recipe.seed}",
                     query_params={"run": other.key})


def _queue(library: Library, run: Compared) -> None:
    # a reference run says where it was trained; another seed is trained where this server trains
    recipe = run.recipe if run.kind == "own" else run.recipe.model_copy(update={"device": "auto"})
    try:
        allow("train")
        for seed in free_seeds(library, recipe, NUM_MORE):
            submit(recipe.model_copy(update={"seed": seed}), run.step_id,
                   owner=this_owner())
    except (ValueError, NotAllowed) as error:
        st.error(with_commands(str(error)), icon=":material/error:")
        return
    st.rerun()

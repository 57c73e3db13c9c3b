"""A button for two more seeds of a run's recipe; while these train, links in its place."""

from collections.abc import Collection

import streamlit as st

from dashboard.display.plain_text import with_commands
from dashboard.navigation import page_list
from dashboard.seeds.queueing import queue_more_seeds
from mnist_core.library.library import Library
from mnist_core.library.seed_replicates import active_replicates
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.trained.trained import Trained


def more_seeds(library: Library, recipe: Recipe, step_id: str | None, *, key: str,
               label: str = "", besides: Collection[str] = ()) -> bool:
    """Draw it; whether more seeds are on their way.

    ``label`` says of what, `` of A``; ``besides`` are the keys of runs that stand on the page.
    """
    coming = [other for other in active_replicates(library, recipe) if other.key not in besides]
    if coming:
        _links(label, coming)
    elif st.button(f"Train two more seeds{label}", key=key, icon=":material/casino:",
                   help="Queues two runs of the same recipe with other seeds."):
        _queue(library, recipe, step_id)
    return bool(coming)


def _links(label: str, coming: list[Trained]) -> None:
    st.caption(f"More seeds{label}:")
    for other in coming[::-1]:
        st.page_link(page_list.TRAIN, icon=":material/show_chart:",
                     label=f"{other.short_label}, seed {other.recipe.seed}",
                     query_params={"run": other.key})


def _queue(library: Library, recipe: Recipe, step_id: str | None) -> None:
    try:
        queue_more_seeds(library, recipe, step_id)
    except (ValueError, NotAllowed) as error:
        st.error(with_commands(str(error)), icon=":material/error:")
        return
    st.rerun()

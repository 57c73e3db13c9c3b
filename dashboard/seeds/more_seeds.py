"""The other seeds of a run's recipe, each with what it came to, and a button for two more."""

from collections.abc import Collection, Sequence

import streamlit as st

from dashboard.display.plain_text import with_commands
from dashboard.navigation import page_list
from dashboard.seeds.queueing import queue_more_seeds
from mnist_core.base.format import percent
from mnist_core.library.library import Library
from mnist_core.library.seed_replicates import seed_runs
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.trained.trained import Trained

MOST_LISTED = 8
"""As many as the page Compare has places for."""


def more_seeds(library: Library, recipe: Recipe, step_id: str | None, *, key: str,
               label: str = "", source: str | None = None, besides: Collection[str] = (),
               own_only: bool = False) -> bool:
    """Draw it; whether more seeds are on their way.

    ``label`` says of what, `` of A``; ``source`` are the digits that count, where they are known;
    ``besides`` are the keys of runs that stand on the page; ``own_only``: reference runs are not
    listed.
    """
    others = [other for other in seed_runs(library, recipe, source)
              if other.key not in besides and not (own_only and other.is_reference)]
    is_coming = any(other.is_active for other in others)
    if others:
        _links(label, others)
    if not is_coming and st.button(f"Train two more seeds{label}", key=key,
                                   icon=":material/casino:",
                                   help="Queues two runs of the same recipe with other seeds."):
        _queue(library, recipe, step_id)
    return is_coming


def _links(label: str, others: Sequence[Trained]) -> None:
    # those on their way are what somebody waits for
    shown = sorted(others, key=lambda other: not other.is_active)[:MOST_LISTED]
    st.caption(f"Other seeds{label}:")
    for other in sorted(shown, key=lambda other: other.recipe.seed):
        name = f"{other.short_label}, seed {other.recipe.seed}"
        st.page_link(page_list.TRAIN, label=f"{name} · {_standing(other)}",
                     icon=":material/show_chart:",
                     query_params={"replay" if other.is_reference else "run": other.key})


def _standing(trained: Trained) -> str:
    """What its last epoch reads of the test digits, once it is over."""
    epochs = trained.epochs()
    if trained.is_active:
        return f"{len(epochs)} of {trained.recipe.epochs} epochs" if epochs else "on its way"
    return percent(epochs[-1].test_accuracy)


def _queue(library: Library, recipe: Recipe, step_id: str | None) -> None:
    try:
        queue_more_seeds(library, recipe, step_id)
    except (ValueError, NotAllowed) as error:
        st.error(with_commands(str(error)), icon=":material/error:")
        return
    st.rerun()

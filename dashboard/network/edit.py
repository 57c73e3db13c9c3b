"""Editing a network: the address follows, and "Train this" takes it to the Train page."""

from typing import Any

import streamlit as st

from dashboard.components.network_editor.network_editor import KEY, network_editor
from dashboard.navigation import page_paths
from dashboard.network.totals import budgets
from dashboard.network.viewed_network import ViewedNetwork
from mnist_core.base.format import one_line
from mnist_core.ladders import STEPS
from mnist_core.library.library import DEFAULT_STEP
from mnist_core.network.geometry import Description
from mnist_core.recipe.overrides import apply, changed_overrides

TRAIN = "network_to_train"


def edit_view(shown: ViewedNetwork, _: Description) -> None:
    def follow() -> None:
        state: Any = st.session_state[KEY]
        st.query_params["layers"] = one_line(state.layers or "")

    def train() -> None:
        st.session_state[TRAIN] = st.session_state[KEY].train

    if layers := st.session_state.pop(TRAIN, None):
        st.switch_page(page_paths.TRAIN, query_params=train_link(shown, layers))
    network_editor({
        "layers": shown.layers, "budgets": budgets(),
        "base": {"name": shown.source.replace("=", " "),
                 "parameters": shown.base.describe().parameters},
    }, follow, train)
    st.caption("Choose another network above to start from it.")


def train_link(shown: ViewedNetwork, layers: str) -> dict[str, str]:
    """The Train page's address for these layers, with the rest as in what they come from.

    Raises:
        ValueError: the layers are wrong.
    """
    step = STEPS[shown.step_id or DEFAULT_STEP]
    recipe = apply(shown.base, {"layers": layers, "dropout": None})
    return {"step": step.id, **{name: str(value) for name, value in
                                changed_overrides(recipe, step.recipe).items()}}

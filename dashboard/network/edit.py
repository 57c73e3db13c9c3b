"""Editing a network: the address follows, and it can be trained or kept as an own recipe."""

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.components.network_editor.network_editor import KEY, network_editor
from dashboard.display.plain_text import plain
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page, kept
from dashboard.network import left_network
from dashboard.network.totals import budgets
from dashboard.network.viewed_network import ViewedNetwork
from dashboard.people.identity import own_recipes
from mnist_core.base.format import one_line
from mnist_core.ladders import STEPS
from mnist_core.library.library import DEFAULT_STEP
from mnist_core.network.geometry import Description
from mnist_core.network.notation import to_text
from mnist_core.recipe.overrides import apply, changed_overrides, recipe_keys
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.saved.own_recipes import OwnRecipe

TRAIN = "network_to_train"
TOLD = "network_saved"
SAVED = "network_saved_recipe"


def edit_view(shown: ViewedNetwork, _: Description) -> None:
    original = to_text(shown.base.network)

    def follow() -> None:
        state: Any = st.session_state[KEY]
        layers = one_line(state.layers or "")
        if layers == original:
            st.query_params.pop("layers", None)
        else:
            st.query_params["layers"] = layers
        # at once: whoever leaves the page now would end this run of its script before it remembers
        left_network.remember(replace(shown, layers=layers))

    def train() -> None:
        st.session_state[TRAIN] = st.session_state[KEY].train

    def open_draft() -> None:
        draft = st.session_state[KEY].open
        kind, _, value = one_line(draft["source"]).partition("=")
        st.query_params.from_dict({
            kind: value, "layers": one_line(draft["layers"]), "view": "edit"})

    def save() -> None:
        draft = st.session_state[KEY].save
        try:
            own = own_recipes().add(draft["name"], shown.step_id or DEFAULT_STEP,
                                    _recipe(shown, draft["layers"]))
        except ValueError as error:
            st.session_state[TOLD] = str(error)
        else:
            st.session_state[TOLD] = f"Saved as the own recipe {own.name}."
            st.session_state[SAVED] = own

    if layers := st.session_state.pop(TRAIN, None):
        go_to_page(page_list.TRAIN, **train_link(shown, layers))
    network_editor({
        "layers": shown.layers, "typed": st.query_params.get("layers", original),
        "budgets": budgets(), "told": st.session_state.pop(TOLD, ""),
        "base": {"name": _short_name(shown), "source": shown.source, "layers": original,
                 "parameters": shown.base.describe().parameters},
    }, follow, train, open_draft, save)
    _offer(st.session_state.get(SAVED))


def train_link(shown: ViewedNetwork, layers: str) -> dict[str, str]:
    """The Train page's address for these layers, with the rest as in what they come from.

    Raises:
        ValueError: the layers are wrong.
    """
    step = STEPS[shown.step_id or DEFAULT_STEP]
    changed = changed_overrides(_recipe(shown, layers), step.recipe)
    # what was set on the Train page came along in the address, and goes back
    carried = kept(*(name for name in recipe_keys() if name not in ("layers", "dropout")))
    return {"step": step.id, **{name: str(value) for name, value in changed.items()}, **carried}


def _short_name(shown: ViewedNetwork) -> str:
    kind, _, key = shown.source.partition("=")
    return f"run {key}" if kind == "run" and key.isdecimal() else key


def _recipe(shown: ViewedNetwork, layers: str) -> Recipe:
    # what was typed says every dropout itself
    return apply(shown.base, {"layers": layers, "dropout": None})


def _offer(own: OwnRecipe | None) -> None:
    """The recipe that was saved last, where it is trained."""
    if own:
        st.page_link(page_list.TRAIN, label=f"Own recipe {plain(own.name)}",
                     icon=":material/tune:",
                     query_params={"step": own.step_id, "recipe": str(own.id)})

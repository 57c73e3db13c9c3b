"""Choosing a step or an own recipe, and keeping own recipes: save, rename, duplicate, delete."""

from collections.abc import Callable

import streamlit as st

from dashboard.display.plain_text import with_commands
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.people.identity import allow, is_allowed, own_recipes
from dashboard.train.recipe.link import OWN, begin_with, go_to, linked_own_recipe
from mnist_core.ladders import STEPS, Step
from mnist_core.ladders.labels import OWN_RECIPE, step_name
from mnist_core.network.notation import to_text
from mnist_core.recipe.overrides import changed_overrides
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run
from mnist_core.runs.saved.own_recipes import MAX_NAME, OwnRecipe

BOX = "step"


def choose_step(step: Step) -> OwnRecipe | None:
    """A box of the own recipes and the published steps; the own recipe of the address, if any."""
    own = linked_own_recipe()
    if st.query_params.get(OWN) and not own:
        st.warning("The link's own recipe was deleted; its settings are still here.",
                   icon=":material/link_off:")
    kept = {f"own {one.id}": one for one in own_recipes().all()}
    names = {key: f"{one.name} · {OWN_RECIPE} from {one.step_id}" for key, one in kept.items()}
    names |= {one.id: step_name(one) for one in STEPS.values()}

    def chosen() -> None:
        picked = st.session_state[BOX]
        if picked in kept:
            go_to(kept[picked].step_id, **{OWN: str(kept[picked].id)})
        else:
            go_to(picked)

    # the link is the truth: a page opened with one shows its step, whatever was chosen before
    st.session_state[BOX] = f"own {own.id}" if own else step.id
    st.selectbox("Step", list(names), key=BOX, format_func=names.__getitem__, on_change=chosen)
    return own


def keep_box(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> None:
    """What can be done with the recipe as it stands: its layers edited, else behind one button."""
    if st.button("Edit the layers", type="tertiary", icon=":material/layers:"):
        go_to_page(page_list.NETWORK, **editor_link(step, recipe))
    label = "Save as own recipe"
    if own:
        label = "Own recipe" if recipe == own.recipe else "Own recipe, changed"
    box = st.popover(label, icon=":material/bookmark:", type="tertiary", key="own recipes",
                     on_change="rerun")
    # the widgets inside travel only when somebody wants them
    if not box.open:
        return
    with box:
        name = st.text_input("Name", own.name if own else "", max_chars=MAX_NAME,
                             key=f"own name {own.id if own else ''}",
                             placeholder="For example: less dropout")
        with st.container(horizontal=True):
            for place, (title, act) in enumerate(_actions(name, step, recipe, own).items()):
                if st.button(title, type="secondary" if place else "primary"):
                    _act(act, step, recipe, run)


def editor_link(step: Step, recipe: Recipe) -> dict[str, str]:
    """The Network page's address for this recipe's layers; the rest comes along, to come back."""
    rest = changed_overrides(recipe, step.recipe)
    rest.pop("dropout", None)
    return {"step": step.id, "view": "edit", **{name: str(value) for name, value in rest.items()},
            "layers": to_text(recipe.network)}


def _actions(name: str, step: Step, recipe: Recipe,
             own: OwnRecipe | None) -> dict[str, Callable[[], OwnRecipe | None]]:
    """What each button does, that of most people first; the own recipe that is shown afterwards.
    """
    recipes = own_recipes()
    if own is None or not is_allowed("change a recipe", own.owner):
        return {"Save": lambda: recipes.add(name, step.id, recipe)}

    def change() -> OwnRecipe:
        allow("change a recipe", own.owner)
        return recipes.change(own, name, recipe)

    def delete() -> None:
        allow("change a recipe", own.owner)
        recipes.delete(own)

    return {"Save": change,
            "Save as new": lambda: recipes.add(name, step.id, recipe),
            "Duplicate": lambda: recipes.duplicate(own),
            "Delete": delete}


def _act(act: Callable[[], OwnRecipe | None], step: Step, recipe: Recipe,
         run: Run | None) -> None:
    try:
        shown = act()
    except ValueError as error:
        st.error(with_commands(str(error)), icon=":material/error:")
        return
    # after a deletion the controls keep what they say
    begin_with(step, shown.recipe if shown else recipe, None if shown else run, shown)
    st.rerun()

"""The Train page's address: the step, an own recipe, a run, and every key that was overridden.

The address is the truth. What the controls say is written into it; where it changes in any other
way (a link, the back button, Apply, another recipe), the controls begin anew from it.
"""

from dataclasses import dataclass

import streamlit as st

from dashboard.navigation.address import LIVE_VIEW, kept
from dashboard.server.resources import own_recipes
from mnist_core.ladders import Step
from mnist_core.recipe.model import Recipe
from mnist_core.recipe.overrides import Scalar, apply, changed_overrides, recipe_keys
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.database.run import Run
from mnist_core.runs.saved.own_recipes import OwnRecipe

OWN = "recipe"
_WRITTEN = "train link"
_BEGINNINGS = "train beginnings"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the controls begin with; ``place`` is another one each time that they begin anew."""

    recipe: Recipe
    place: str
    problem: str = ""


def restore() -> None:
    """Whoever comes back to the page by its name alone finds it as it was left."""
    if not st.query_params.to_dict() and (written := st.session_state.get(_WRITTEN)):
        st.query_params.from_dict(written)


def beginning(step: Step, run: Run | None, own: OwnRecipe | None) -> Beginning:
    """The step, the own recipe or the run of the address, with the address's overrides."""
    if _mine(st.query_params.to_dict()) != st.session_state.get(_WRITTEN):
        st.session_state[_BEGINNINGS] = st.session_state.get(_BEGINNINGS, 0) + 1
        st.session_state[_WRITTEN] = _mine(st.query_params.to_dict())
    place = f"{step.id}/{st.session_state[_BEGINNINGS]}"
    linked = linked_overrides()
    if not linked and (run or own):
        whole = run or own
        assert whole
        return Beginning(whole.recipe, place)
    try:
        return Beginning(apply(step.recipe, linked), place)
    except ValueError as error:
        return Beginning(step.recipe, place, f"{error} The link's settings were left out.")


def linked_overrides() -> dict[str, Scalar]:
    names = set(recipe_keys())
    return {name: _read(value) for name, value in st.query_params.items() if name in names}


def linked_own_recipe() -> OwnRecipe | None:
    number = row_number(st.query_params.get(OWN, ""))
    return own_recipes().find(number) if number else None


def remember(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> None:
    """Put everything that was chosen into the address, as what the controls say already."""
    link = _link(step, recipe, run, own)
    st.session_state[_WRITTEN] = link
    _write(link)


def begin_with(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> None:
    """Put another recipe into the address, so that the controls begin with it in the next run."""
    st.session_state[_WRITTEN] = None
    _write(_link(step, recipe, run, own))


def go_to(step_id: str, **more: str) -> None:
    """Another step as it is, or an own recipe or a run of it."""
    st.query_params.from_dict({"step": step_id, **more, **kept("view")})


def _link(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> dict[str, str]:
    link = {"step": step.id}
    if own:
        link[OWN] = str(own.id)
    if run:
        link["run"] = str(run.id)
    if not run or recipe != run.recipe:
        overrides = changed_overrides(recipe, step.recipe)
        if not overrides and (run or own):
            # else the link would mean the whole run or the whole own recipe
            overrides = {"epochs": recipe.epochs}
        link |= {name: str(value) for name, value in overrides.items()}
    return link


def _write(link: dict[str, str]) -> None:
    link = link | kept(*LIVE_VIEW)
    if link != st.query_params.to_dict():
        st.query_params.from_dict(link)


def _mine(link: dict[str, str]) -> dict[str, str]:
    names = {"step", "run", OWN, *recipe_keys()}
    return {name: value for name, value in link.items() if name in names}


def _read(text: str) -> Scalar:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text.lower(), text)

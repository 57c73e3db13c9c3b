"""The Train page's address: the step, an own recipe, a run, and every key that was overridden.

Beside these stand the settings that an experiment with the recipe would vary, ``vary.dropout``,
and how it would be made, ``vary.plan.seeds``.

The address is the truth. The controls write what they say into it themselves, in the browser and
at once (``recipe_form/link.js``); where it changes in any other way (a link, the back button,
Apply, another recipe), they begin anew from it. What Streamlit knows of it is what the controls
began with, so it never says what is older than they are.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st

from dashboard.navigation.address import LIVE_VIEW, fill_in, kept
from dashboard.navigation.run_in_hand import chosen_key, found, step_in_hand
from dashboard.people.identity import own_recipes
from mnist_core.experiments.question import varied_keys
from mnist_core.ladders import Step
from mnist_core.recipe.overrides import Scalar, apply, changed_overrides, recipe_keys
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.database.run import Run
from mnist_core.runs.saved.own_recipes import OwnRecipe

OWN = "recipe"
_VARY = "vary."
_PLAN = ("seeds", "search", "trials", "halving")
_LEFT = "train link"
_BEGUN = "train begun"
_BEGINNINGS = "train beginnings"
Link = dict[str, str]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the controls begin with; ``place`` is another one each time that they begin anew.

    ``links`` say it: the address as it was, and as it is written in full.
    """

    recipe: Recipe
    place: str
    links: tuple[Link, ...]
    problem: str = ""

    @property
    def link(self) -> Link:
        return self.links[-1]


def restore() -> bool:
    """Whoever comes to the page by its name alone finds the run in hand, else what was planned.

    A reference run, which was not trained here, is played again beside its step. True for such a
    visit: the browser may know of edits that never arrived here.
    """
    asked, left = _mine(st.query_params.to_dict()), st.session_state.get(_LEFT, {})
    key = asked.get("run", "") if asked else chosen_key()
    trained = found(key)
    if trained and trained.is_reference and trained.step_id:
        is_same = not asked and left.get("step") == trained.step_id and "run" not in left
        planned = left if is_same else {"step": trained.step_id}
        fill_in(**planned | {"run": None, "replay": key})
        return not asked
    if "step" in asked or not asked.items() <= left.items():
        return not asked
    if left.get("run", "") != key:
        left = {"run": key} if key else {}
    if not left.keys() - {"step"}:
        # nothing was changed in it
        left = {"step": step_in_hand()}
    fill_in(**left)
    return True


def beginning(step: Step, run: Run | None, own: OwnRecipe | None) -> Beginning:
    """The step, the own recipe or the run of the address, with the address's overrides."""
    asked = _mine(st.query_params.to_dict())
    begun: Beginning | None = st.session_state.get(_BEGUN)
    if begun and asked in begun.links:
        return begun
    begun = _beginning(step, run, own, asked)
    st.session_state[_BEGUN] = replace(begun, problem="")
    # said in other words, but nothing that somebody chose
    fill_in(**dict.fromkeys(asked) | begun.link)
    return begun


def _beginning(step: Step, run: Run | None, own: OwnRecipe | None, asked: Link) -> Beginning:
    st.session_state[_BEGINNINGS] = st.session_state.get(_BEGINNINGS, 0) + 1
    place = f"{step.id}/{st.session_state[_BEGINNINGS]}"
    linked, whole, problem = linked_overrides(), run or own, ""
    unknown = _varied(st.query_params.to_dict()).keys() - asked.keys()
    if whole and not linked:
        recipe = whole.recipe
    else:
        recipe, problem = _applied(step.recipe, linked)
    if unknown:
        problem = " ".join(filter(None, (problem, "The link varies what no experiment can: "
                                         f"{', '.join(sorted(unknown))}.")))
    link = _link(step, recipe, run, own) | _varied(asked)
    return Beginning(recipe, place, (asked, link), problem)


def _applied(recipe: Recipe, linked: dict[str, Scalar]) -> tuple[Recipe, str]:
    """The recipe with what can be applied of a link, and why the rest was left out."""
    try:
        return apply(recipe, linked), ""
    except ValueError as error:
        problem = str(error)
    fitting: dict[str, Scalar] = {}
    # twice, as one may need another: a dropout its layers
    for name in sorted(linked) * 2:
        with suppress(ValueError):
            apply(recipe, fitting | {name: linked[name]})
            fitting[name] = linked[name]
    left_out = ", ".join(name for name in linked if name not in fitting)
    return apply(recipe, fitting), f"{problem} Left out of the link: {left_out}."


def linked_overrides() -> dict[str, Scalar]:
    names = set(recipe_keys())
    return {name: _read(value) for name, value in st.query_params.items() if name in names}


def linked_own_recipe() -> OwnRecipe | None:
    number = row_number(st.query_params.get(OWN, ""))
    return own_recipes().find(number) if number else None


def remember(link: Link) -> None:
    """Keep what the controls say for whoever leaves the page and comes back."""
    st.session_state[_LEFT] = link


def begin_with(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> None:
    """Put another recipe into the address, so that the controls begin with it in the next run."""
    st.session_state[_BEGUN] = None
    varied = {} if recipe == step.recipe else _varied(st.session_state.get(_LEFT, {}))
    _write(_link(step, recipe, run, own) | varied)


def go_to(step_id: str, **more: str) -> None:
    """Another step as it is, or an own recipe or a run of it."""
    st.query_params.from_dict({"step": step_id, **more, **kept("view")})


def link_base(step: Step, run: Run | None, own: OwnRecipe | None) -> Link:
    """The address without overrides."""
    return {"step": step.id, **({OWN: str(own.id)} if own else {}),
            **({"run": str(run.id)} if run else {})}


def link_keys() -> list[str]:
    """Every name in an address that is the recipe's, or that of an experiment with it."""
    return ["step", "run", OWN, *recipe_keys(), *(f"{_VARY}{key}" for key in varied_keys()),
            *(f"{_VARY}plan.{part}" for part in _PLAN)]


def open_link(link: Link) -> None:
    """Go where the controls were in the browser."""
    st.query_params.from_dict(_mine(link))


def _link(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> Link:
    link = link_base(step, run, own)
    if not run or recipe != run.recipe:
        overrides = changed_overrides(recipe, step.recipe)
        if not overrides and (run or own):
            # else the link would mean the whole run or the whole own recipe
            overrides = {"epochs": recipe.epochs}
        link |= {name: str(value) for name, value in overrides.items()}
    return link


def _write(link: Link) -> None:
    link = link | kept(*LIVE_VIEW)
    if link != st.query_params.to_dict():
        st.query_params.from_dict(link)


def _varied(link: Link) -> Link:
    """What an experiment with the recipe would vary, and how it would be made."""
    return {name: text for name, text in link.items() if name.startswith(_VARY)}


def _mine(link: Link) -> Link:
    names = set(link_keys())
    return {name: value for name, value in link.items() if name in names}


def _read(text: str) -> Scalar:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text.lower(), text)

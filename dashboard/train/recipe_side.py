"""The left side of the Train page: a step, its recipe to change, and Start."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.components.recipe_form.recipe_form import KEY, edited, recipe_form
from dashboard.display.plain_text import plain
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.server.resources import data_state
from dashboard.train.recipe.class_sets import offered_sets
from dashboard.train.recipe.consequences import show_consequences
from dashboard.train.recipe.controls.all_controls import form_groups
from dashboard.train.recipe.controls.control import OPEN_CHOICE
from dashboard.train.recipe.duration import known_duration, speed_key, start_seconds
from dashboard.train.recipe.finder import lr_finder
from dashboard.train.recipe.link import (
    begin_with,
    beginning,
    go_to,
    link_base,
    link_keys,
    linked_overrides,
    open_link,
    remember,
)
from dashboard.train.recipe.problems import Problems, tried
from dashboard.train.recipe.recipe_choice import choose_step, keep_box
from dashboard.train.recipe.values import (
    defaults_of_kinds,
    nothing_of_augmentations,
    unset,
    values_of,
)
from mnist_core.findings.report import goal_of
from mnist_core.ladders import Step
from mnist_core.recipe.diff import diff_text
from mnist_core.recipe.recipe import NUM_TEST, NUM_TRAIN, Recipe
from mnist_core.runs.database.run import Run
from mnist_core.runs.saved.own_recipes import OwnRecipe
from mnist_core.training.setup import num_trained

_VALID = "train valid recipe"


@dataclass(frozen=True, slots=True)
class SetRecipe:
    """The recipe that is set, or, while that is none that could be trained, the last that was."""

    recipe: Recipe
    is_valid: bool = True


def recipe_side(step: Step, run: Run | None, *, is_return: bool) -> SetRecipe:
    """Draw it. ``is_return``: the page was opened by its name alone (see ``link.restore``)."""
    own = choose_step(step)
    begin = beginning(step, run, own)
    if begin.problem:
        st.error(plain(begin.problem), icon=":material/error:")
    edit = edited()
    if edit and edit["place"] != begin.place:
        edit = None
    values = edit["values"] if edit else values_of(begin.recipe)
    recipe, problems = tried(values, _num_available())
    if recipe:
        st.session_state[_VALID] = begin.place, recipe
    remember(edit["link"] if edit else begin.link)
    place, valid = st.session_state.get(_VALID, ("", None))
    is_valid = recipe is not None and not (edit and edit["isWrong"])
    shown = SetRecipe(valid if place == begin.place else step.recipe, is_valid)
    _beside_the_step(step, shown.recipe, run, own)
    watches = run is not None and not _wants_changes(run)
    if run and not watches:
        show_consequences(shown.recipe, goal_of(step.id), is_old=not shown.is_valid)
    begun = recipe_form({
        "place": begin.place, "groups": form_groups(), "start": values,
        "link": edit["link"] if edit else begin.link, "keys": link_keys(),
        "origin": {"step": values_of(step.recipe), "defaults": defaults_of_kinds(),
                   "nothing": nothing_of_augmentations()},
        **_moment(step, shown.recipe, run, own, problems),
        "choices": {OPEN_CHOICE: offered_sets(shown.recipe)}, "watches": watches,
        "isReturn": is_return, "address": st.query_params.to_dict(),
        # beside a run stands its note, which the same keys keep: they must not start another run
        "hasKeys": run is None,
    }, on_started=lambda: go_to(step.id, run=str(st.session_state[KEY].started)),
        on_draft=lambda: open_link(st.session_state[KEY].draft))
    if begun:
        go_to_page(page_list.EXPERIMENTS, experiment=str(begun))
    if recipe and not watches:
        lr_finder(step, recipe, run, own)
    return shown


def _num_available() -> int:
    dataset = data_state().dataset
    return len(dataset.train) if dataset else NUM_TRAIN


def _moment(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None,
            problems: Problems) -> dict[str, Any]:
    """What follows from the recipe as it is set."""
    changed, num = diff_text(step.recipe, recipe), _num_available()
    whole, dataset = run or own, data_state().dataset
    num_train = num_trained(recipe, num)
    duration = known_duration(recipe, num_train, dataset) if dataset else None
    return {
        "base": link_base(step, run, own), "whole": values_of(whole.recipe) if whole else None,
        "name": own.name if own else "", "said": changed or "As published, nothing changed.",
        "problems": problems, "unset": unset(recipe, num), "numDigits": num,
        "numTest": len(dataset.test) if dataset else NUM_TEST,
        "secondsAnEpoch": duration and duration.seconds_an_epoch,
        "startSeconds": start_seconds(), "speedKey": speed_key(recipe, num_train),
    }


def _beside_the_step(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> None:
    with st.container(horizontal=True):
        keep_box(step, recipe, run, own)
        if diff_text(step.recipe, recipe) and st.button(
                "Back to the step", type="tertiary", icon=":material/undo:",
                help="Every control goes back to what was published."):
            begin_with(step, step.recipe, run, None)
            st.rerun()


def _wants_changes(run: Run) -> bool:
    """Whoever only watches a run is spared all controls."""
    is_changed = bool(linked_overrides())
    return st.toggle("Change this recipe", is_changed, key=f"{run.id}/change",
                     persist_state="session") or is_changed

"""The left side of the Train page: a step, its recipe to change, and Start."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.recipe_form.recipe_form import edited, recipe_form
from dashboard.display.plain_text import plain, with_commands
from dashboard.navigation.address import kept
from dashboard.server.resources import data_state, settings
from dashboard.server.submission import submit
from dashboard.train.recipe.consequences import show_consequences
from dashboard.train.recipe.fields import form_groups
from dashboard.train.recipe.finder import lr_finder
from dashboard.train.recipe.link import Beginning, begin_with, beginning, linked_overrides, remember
from dashboard.train.recipe.recipe_choice import choose_step, keep_box
from dashboard.train.recipe.values import defaults_of_kinds, recipe_of, unset, values_of
from mnist_core.findings.report import goal_of
from mnist_core.ladders import Step
from mnist_core.recipe.diff import diff_text
from mnist_core.recipe.model import NUM_TRAIN, Recipe
from mnist_core.runs.database.failures import DatabaseError, is_trouble, write_sentence
from mnist_core.runs.database.run import Run
from mnist_core.runs.saved.own_recipes import OwnRecipe


def recipe_side(step: Step, run: Run | None) -> Recipe | None:
    """The recipe that is set; None while it is none that could be trained."""
    own = choose_step(step)
    begin = beginning(step, run, own)
    if begin.problem:
        st.error(plain(begin.problem), icon=":material/error:")
    above = st.container()
    if run and not _wants_changes(run):
        with above:
            _start(step, begin.recipe, run, own)
        return begin.recipe
    recipe = _form(step, begin, run, own, above)
    if recipe:
        with above:
            _start(step, recipe, run, own)
            if run:
                show_consequences(recipe, goal_of(step.id))
        lr_finder(step, recipe, run, own)
    return recipe


def _form(step: Step, begin: Beginning, run: Run | None, own: OwnRecipe | None,
          above: DeltaGenerator) -> Recipe | None:
    """Draw the controls and read them."""
    edit = edited()
    is_edited = edit is not None and edit["place"] == begin.place
    values = edit["values"] if edit and is_edited else values_of(begin.recipe)
    recipe, problem = begin.recipe, ""
    try:
        recipe = recipe_of(values)
    except ValueError as error:
        problem = str(error)
    state = data_state()
    recipe_form({
        "place": begin.place, "groups": form_groups(), "start": values,
        "step": values_of(step.recipe), "defaults": defaults_of_kinds(),
        "unset": unset(recipe, len(state.dataset.train) if state.dataset else NUM_TRAIN)})
    if problem:
        above.error(plain(problem), icon=":material/error:")
        return None
    if not edit or not is_edited or edit["settled"]:
        remember(step, recipe, run, own)
    return recipe


def _wants_changes(run: Run) -> bool:
    """Whoever only watches a run is spared all controls."""
    is_changed = bool(linked_overrides())
    return st.toggle("Change this recipe", is_changed, key=f"{run.id}/change",
                     persist_state="session") or is_changed


def _start(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> None:
    changed = diff_text(step.recipe, recipe)
    st.caption(f":material/edit: {changed}" if changed else "As published, nothing changed.")
    # beside a run stands its note, which the same keys keep: they must not start another run
    if st.button("Start", type="primary", icon=":material/play_arrow:", width="stretch",
                 shortcut=None if run else "Ctrl+Enter"):
        _submit(step, recipe, own)
    with st.container(horizontal=True):
        keep_box(step, recipe, run, own)
        if changed and st.button("Back to the step", type="tertiary", icon=":material/undo:",
                                 help="Every control goes back to what was published."):
            begin_with(step, step.recipe, run, None)
            st.rerun()


def _submit(step: Step, recipe: Recipe, own: OwnRecipe | None) -> None:
    try:
        run = submit(recipe, step.id, own.name if own and own.recipe == recipe else "")
    except ValueError as error:
        st.error(with_commands(str(error)), icon=":material/error:")
        return
    except DatabaseError as error:
        if not is_trouble(error):
            raise
        st.error(plain(write_sentence(settings(), error)), icon=":material/error:")
        return
    st.query_params.from_dict({"step": step.id, "run": str(run.id), **kept("view")})
    st.rerun()

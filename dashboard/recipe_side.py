"""The left side of the Train page: a step, its recipe to change, and Start."""

import streamlit as st
from sqlalchemy.exc import OperationalError

from dashboard.address import LIVE_VIEW, kept
from dashboard.api import submit
from dashboard.controls import recipe_controls
from dashboard.lab import settings
from mnist_core.differences import diff_text
from mnist_core.edits import Scalar, apply, changed_settings, setting_names
from mnist_core.ladders import STEPS, Step, full_title
from mnist_core.recipe import Recipe
from mnist_core.runs.disk import write_sentence
from mnist_core.runs.records import Run


def recipe_side(step: Step, run: Run | None) -> Recipe | None:
    _choose_step(step)
    start = _linked_recipe(step, run)
    # a link to a run, or another run, begins with that run's values, whatever was set before
    place = f"{step.id}/{run.id if run else ''}"
    above = st.container()
    if run and not _wants_changes(run, place):
        with above:
            _start(step, start)
        return start
    chosen = recipe_controls(step.recipe, start, place)
    try:
        recipe = apply(step.recipe, chosen)
    except ValueError as error:
        with above:
            st.error(str(error), icon=":material/error:")
        return None
    _remember(step, recipe, run)
    with above:
        _start(step, recipe)
    return recipe


def _wants_changes(run: Run, place: str) -> bool:
    """Whoever only watches a run is spared thirty controls."""
    is_changed = bool(_linked_settings())
    return st.toggle("Change this recipe", is_changed, key=f"{place}/change",
                     persist_state="session") or is_changed


def _choose_step(step: Step) -> None:
    names = {step.id: full_title(step) for step in STEPS.values()}

    def chosen() -> None:
        st.query_params.from_dict({"step": st.session_state["step"], **kept("view")})

    # the link is the truth: a page opened with one shows its step, whatever was chosen before
    st.session_state["step"] = step.id
    st.selectbox("Step", list(names), key="step", format_func=names.__getitem__,
                 on_change=chosen)


def _linked_recipe(step: Step, run: Run | None) -> Recipe:
    """What the controls begin with: the step with the link's settings, or the run's recipe."""
    linked = _linked_settings()
    if run and not linked:
        return run.recipe
    try:
        return apply(step.recipe, linked)
    except ValueError as error:
        st.error(f"{error} The link's settings were left out.", icon=":material/error:")
        return step.recipe


def _linked_settings() -> dict[str, Scalar]:
    names = set(setting_names())
    return {name: _read(value) for name, value in st.query_params.items() if name in names}


def _read(text: str) -> Scalar:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text.lower(), text)


def _remember(step: Step, recipe: Recipe, run: Run | None) -> None:
    """Put everything that was chosen into the link."""
    link = {"step": step.id, **kept(*LIVE_VIEW)}
    if run and recipe == run.recipe:
        link["run"] = str(run.id)
    else:
        link |= {name: str(value) for name, value in
                 changed_settings(recipe, step.recipe).items()}
        if run:
            link["run"] = str(run.id)
    if link != st.query_params.to_dict():
        st.query_params.from_dict(link)


def _start(step: Step, recipe: Recipe) -> None:
    changed = diff_text(step.recipe, recipe)
    st.caption(f":material/edit: {changed}" if changed else "As published, nothing changed.")
    if st.button("Start", type="primary", icon=":material/play_arrow:", width="stretch",
                 shortcut="Ctrl+Enter"):
        try:
            run = submit(recipe, step.id)
        except ValueError as error:
            st.error(str(error), icon=":material/error:")
            return
        except OperationalError as error:
            st.error(write_sentence(settings().home, error), icon=":material/error:")
            return
        st.query_params.from_dict({"step": step.id, "run": str(run.id), **kept("view")})
        st.rerun()

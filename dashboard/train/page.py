"""The Train page: a recipe on the left, its run on the right."""

import streamlit as st

from dashboard.display.plain_text import quoted, with_commands
from dashboard.navigation.run_in_hand import chosen_key, put_down, put_in_hand, step_in_hand
from dashboard.people.looking import allow_to_look
from dashboard.server.resources import store
from dashboard.train.live_data import replayed_run
from dashboard.train.recipe.consequences import show_consequences
from dashboard.train.recipe.link import restore
from dashboard.train.recipe_side import recipe_side
from dashboard.train.run_side import open_a_run, run_side
from mnist_core.base.format import shortened
from mnist_core.findings.report import goal_of
from mnist_core.ladders import STEPS, Step, find_step
from mnist_core.library.library import DEFAULT_STEP
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.database.run import Run
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.people.rights import NotAllowed


def train_page() -> None:
    is_return = restore()
    run = _linked_run()
    step = _linked_step(run)
    _take_up(step, run)
    left, right = st.columns([5, 11], gap="large")
    if run:
        # what happens now comes first: its script loads while the controls are drawn
        with right:
            with st.container():
                open_a_run(step, run)
            # where the consequences were before Start: the chart below keeps its place
            st.container()
            run_side(step, run.recipe, run)
        with left:
            recipe_side(step, run, is_return=is_return)
    else:
        with left:
            shown = recipe_side(step, None, is_return=is_return)
        with right:
            with st.container():
                open_a_run(step, None)
            with st.container():
                show_consequences(shown.recipe, goal_of(step.id), is_old=not shown.is_valid)
            run_side(step, shown.recipe, None)


def _linked_step(run: Run | None) -> Step:
    replayed = replayed_run()
    linked = ((run and run.step_id) or st.query_params.get("step")
              or (replayed and replayed.step_id) or step_in_hand())
    try:
        return find_step(linked)
    except ValueError as error:
        st.error(with_commands(str(error)), icon=":material/error:")
        return STEPS[DEFAULT_STEP]


def _take_up(step: Step, run: Run | None) -> None:
    """What the page shows is the run in hand; where a new one is planned, there is none."""
    shown = OwnRun(store(), run) if run else replayed_run()
    if shown:
        put_in_hand(shown)
    else:
        put_down(step.id)


def _linked_run() -> Run | None:
    text = st.query_params.get("run")
    if text is None:
        return None
    try:
        run = store().run(row_number(text) or 0)
    except ValueError:
        gone = (f"Run {text} was deleted" if text == chosen_key() else
                f"There is no run {quoted(shortened(text))}")
        st.error(f"{gone}; pick a step and start one.", icon=":material/error:")
        return None
    try:
        allow_to_look(run.owner)
    except NotAllowed as error:
        st.error(str(error), icon=":material/lock:")
        return None
    return run

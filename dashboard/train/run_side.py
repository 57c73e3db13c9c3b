"""The right side of the Train page: what is planned, what happens, and what came out."""

import streamlit as st

from dashboard.components.live_run.live_run import KEY, live_run
from dashboard.navigation.address import kept
from dashboard.navigation.run_options import RunOptions
from dashboard.server.resources import store
from dashboard.train.live_data import live_data, write_link
from dashboard.train.run_result import run_result
from mnist_core.ladders import Step
from mnist_core.recipe.model import Recipe
from mnist_core.runs.database.run import Run

BOX = "open run"
NEW = "New run"


def open_a_run(step: Step, run: Run | None) -> None:
    """Every run that there is, to come back to; the newest first."""
    options = RunOptions(BOX)
    listed = options.listed(also=[str(run.id)] if run else [])
    runs = {other.key: other for other in listed}
    if not runs:
        return

    def chosen() -> None:
        key = options.chosen(st.session_state[BOX])
        st.query_params.from_dict({**_linked(step, key), **kept("view")})

    named = options.named({"": NEW, **{key: other.label for key, other in runs.items()}})
    st.session_state[BOX] = str(run.id) if run and str(run.id) in runs else None
    st.selectbox("Run", [None, *runs], key=BOX, on_change=chosen, label_visibility="collapsed",
                 placeholder=NEW, accept_new_options=options.is_cut,
                 format_func=lambda key: named(key or ""))
    options.hint(with_help=True)


def _linked(step: Step, key: str | None) -> dict[str, str]:
    try:
        run = store().run(int(key)) if key else None
    except ValueError:
        run = None
    return {"step": run.step_id or step.id, "run": str(run.id)} if run else {"step": step.id}


def run_side(step: Step, recipe: Recipe | None, run: Run | None) -> None:
    shown = run.recipe if run else recipe or step.recipe
    epochs = store().epochs(run.id) if run else []
    live_run(live_data(step, shown, run, epochs), on_moment=lambda: None, on_link=_looked_at)
    if run:
        run_result(run, step)


def _looked_at() -> None:
    write_link(st.session_state[KEY].link)

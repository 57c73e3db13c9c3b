"""The right side of the Train page: what is planned, what happens, and what came out."""

import streamlit as st

from dashboard.address import kept
from dashboard.components.live_run import KEY, live_run
from dashboard.lab import library, store
from dashboard.run_choice import chosen_key
from dashboard.train.live_data import live_data, write_link
from dashboard.train.run_result import run_result
from mnist_core.ladders import Step
from mnist_core.recipe import Recipe
from mnist_core.runs.records import Run


def open_a_run(step: Step, run: Run | None) -> None:
    """Every run that there is, to come back to; the newest first."""
    runs = {other.run.id: other for other in library().own()}
    if not runs:
        return
    key = "open run"

    def chosen() -> None:
        number = int(chosen_key(st.session_state[key]) or 0)
        shown = ({"step": runs[number].step_id or step.id, "run": str(number)}
                 if number in runs else {"step": step.id})
        st.query_params.from_dict({**shown, **kept("view")})

    st.session_state[key] = run.id if run and run.id in runs else None
    st.selectbox("Run", [None, *runs], key=key, on_change=chosen, label_visibility="collapsed",
                 placeholder="New run",
                 format_func=lambda number: runs[number].label if number else "New run")


def run_side(step: Step, recipe: Recipe | None, run: Run | None) -> None:
    shown = run.recipe if run else recipe or step.recipe
    epochs = store().epochs(run.id) if run else []
    live_run(live_data(step, shown, run, epochs), on_moment=lambda: None, on_link=_looked_at)
    if run:
        run_result(run, step)


def _looked_at() -> None:
    write_link(st.session_state[KEY].link)

"""The right side of the Train page: what is planned, what happens, and what came out."""

import streamlit as st

from dashboard.address import kept
from dashboard.components.live_run import live_run
from dashboard.lab import data_state, library
from dashboard.preview import augmented_digits, planned_lr
from dashboard.run_choice import chosen_key
from dashboard.run_result import run_result
from mnist_core.ladders import Step
from mnist_core.recipe import Recipe
from mnist_core.runs.records import Run

TARGET = 99.4


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
                 format_func=lambda number: runs[number].label if number else "New run")


def run_side(step: Step, recipe: Recipe | None, run: Run | None) -> None:
    shown = run.recipe if run else recipe or step.recipe
    log = step.log if run is None or run.step_id == step.id else None
    state = data_state()
    available = len(state.dataset.train) if state.dataset else 60_000
    num_train = min(shown.num_train or available, available) - shown.held_out
    plan = planned_lr(shown, max(1, num_train))
    live_run({
        "run": run.id if run else None,
        "title": f"{step.title}: the published curves",
        "hint": "Start, and your own curves are drawn over them.",
        "epochs": shown.epochs, "target": TARGET,
        "ghost": {"test_accuracy": log.test_accuracy, "test_loss": log.test_loss} if log else None,
        "lr": plan,
        "moment": f"{run.id}/{run.state}/{run.epochs_done}" if run else "",
    }, on_change=lambda: None)
    if run:
        run_result(run, step)
    elif recipe:
        _preview(recipe)


def _preview(recipe: Recipe) -> None:
    description = recipe.describe()
    st.markdown(f"**{description.parameters:,} parameters** · "
                f"{description.multiply_adds / 1e6:.2f} M multiply-adds a digit · sees "
                f"{description.before_pooling.receptive_field} pixels wide before pooling")
    dataset = data_state().dataset
    if dataset:
        st.caption("Sixteen training digits, and below them the same digits as this recipe "
                   "shows them.")
        st.image(augmented_digits(recipe, dataset), width="stretch")

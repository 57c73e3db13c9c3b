"""Choosing a run: one box on every page that looks at a trained network."""

import re
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard import places
from dashboard.address import asked
from dashboard.lab import store
from mnist_core.runs.records import Run

BOX = "chosen_run"
# the box forgets its value when a person leaves the page; this does not
REMEMBERED = "last_chosen_run"


def choose_run(is_ready: Callable[[Run], bool]) -> Run | None:
    """A box of the runs that have something to show, the newest first; None if there are none.

    The link's ``?run=`` is the truth, then the run chosen on another page, then the newest. Where
    there are none, it says so and what to do.
    """
    known = store().runs()
    runs = {run.id: run for run in known if is_ready(run)}
    if not runs:
        _nothing_yet(known)
        return None
    linked = asked("run")
    problem = _problem(linked, runs, known)
    if linked and not problem:
        st.session_state[BOX] = int(linked)
    elif not linked or st.session_state.get(BOX) not in runs:
        remembered = st.session_state.get(REMEMBERED)
        st.session_state[BOX] = remembered if remembered in runs else next(iter(runs))
    if problem:
        st.warning(problem, icon=":material/link_off:")

    def chosen() -> None:
        st.query_params["run"] = str(chosen_number(st.session_state[BOX]))

    number = st.selectbox("Run", list(runs), key=BOX, on_change=chosen,
                          format_func=lambda number: run_label(runs[number]))
    st.session_state[REMEMBERED] = number
    if not linked:
        # so that a copied link still means this run when there are newer ones
        st.query_params["run"] = str(number)
    return runs[number]


def chosen_number(value: object) -> int | None:
    """The run that a box of runs says; None for none.

    The browser sends back the label, and a label of a moment ago, when the run stood elsewhere,
    is no option any more: then it arrives as it is.
    """
    if isinstance(value, int):
        return value
    match = re.match(r"Run (\d+)", str(value))
    return int(match[1]) if match else None


def run_label(run: Run) -> str:
    """``Run 12 · strategy-4 · 99.43 % · finished``."""
    state = (f"epoch {run.epochs_done} of {run.recipe.epochs}, {run.state}"
             if run.state in ("running", "paused", "queued") else run.state)
    best = None if run.best_test_accuracy is None else f"{run.best_test_accuracy:.2f} %"
    parts = (f"Run {run.id}", run.step_id or "own recipe", run.name, best, state)
    return " · ".join(part for part in parts if part)


def _nothing_yet(known: Sequence[Run]) -> None:
    active = next((run for run in known if run.is_active), None)
    if active:
        st.info(f"Run {active.id} is {active.state}; there is something to see here after its "
                "first epoch.", icon=":material/hourglass_empty:")
        st.page_link(places.TRAIN, label="Watch it learn", icon=":material/show_chart:",
                     query_params={"run": str(active.id)})
    else:
        st.info("Nothing is trained yet. Train a step first.", icon=":material/info:")
        st.page_link(places.TRAIN, label="Train a step", icon=":material/show_chart:")


def _problem(linked: str, runs: Mapping[int, Run], known: Sequence[Run]) -> str:
    """Why the link's run is not shown, in one sentence; empty where it is."""
    if not linked or linked in map(str, runs):
        return ""
    for run in known:
        if str(run.id) == linked:
            return (f"Run {linked} ({run.state}) has nothing to show yet; here is another one "
                    "that has.")
    return f"There is no run `{linked[:40]}`; here is another one."

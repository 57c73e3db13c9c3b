"""The home page: the chart of all steps, a ladder's cards, one opened step.

The address says what is shown: ``?ladder=`` is bound to the control, ``?step=`` is the opened step.
"""

import streamlit as st

from dashboard.figures.ladder_chart import Mark, alt_text, ladder_chart
from dashboard.lab import store
from dashboard.step_cards import step_cards
from dashboard.step_detail import step_detail
from dashboard.step_result import best_accuracies, comparable
from dashboard.theme import palette
from mnist_core.ladders import LADDERS, STEPS, Ladder, Step, find_ladder, find_step
from mnist_core.runs.records import Run


def ladder_page() -> None:
    """Draw the page."""
    st.title("Climb to 99.4 % with fewer than 10,000 parameters", anchor=False)
    st.markdown(f"{len(STEPS)} published experiments in {len(LADDERS)} ladders. Pick a step, "
                "train it live, change it, and see what the network sees.")
    asked = _asked_step()
    chart_area = st.container()
    ladder = _choose_ladder(asked)
    opened = asked if asked and asked.ladder_id == ladder.id else None
    runs = store().runs()
    with chart_area:
        _chart(ladder, opened, runs)
    _credit(ladder)
    step_cards(ladder, best_accuracies(runs), opened, open_step)
    if opened:
        step_detail(ladder, opened)


def open_step(step_id: str) -> None:
    """Put a step, and with it its ladder, into the address."""
    st.query_params["step"] = step_id
    st.session_state["ladder"] = find_step(step_id).ladder_id


def _asked_step() -> Step | None:
    asked = st.query_params.get("step")
    if not asked:
        return None
    try:
        return find_step(asked)
    except ValueError as error:
        st.warning(str(error), icon=":material/info:")
        return None


def _choose_ladder(asked: Step | None) -> Ladder:
    if asked and "ladder" not in st.session_state:
        # a link to a step need not name its ladder
        st.session_state["ladder"] = asked.ladder_id
    chosen = st.segmented_control(
        "Ladder", [ladder.id for ladder in LADDERS], default=LADDERS[0].id, required=True,
        format_func=lambda ladder_id: find_ladder(ladder_id).title, key="ladder",
        bind="query-params", label_visibility="collapsed", on_change=_close_step)
    return find_ladder(chosen or LADDERS[0].id)


def _close_step() -> None:
    if "step" in st.query_params:
        del st.query_params["step"]


def _chart(ladder: Ladder, opened: Step | None, runs: list[Run]) -> None:
    marks = [Mark(run.name or f"Run {run.id}", run.parameters, run.best_test_accuracy)
             for run in comparable(runs) if run.best_test_accuracy is not None]
    st.plotly_chart(
        ladder_chart(palette(), ladder.id, opened.id if opened else None, marks),
        key="ladder_chart", theme=None, on_select=_open_clicked, selection_mode="points",
        config={"displayModeBar": False}, alt=alt_text(len(marks)))


def _open_clicked() -> None:
    for point in st.session_state["ladder_chart"].selection.points:
        step_id = (point.get("customdata") or [None])[0]
        if step_id in STEPS:
            open_step(step_id)


def _credit(ladder: Ladder) -> None:
    goal = ladder.goal
    st.markdown(
        f"{ladder.summary}  \n:gray[Goal: {goal.test_accuracy:.1f} % with fewer than "
        f"{goal.max_parameters:,} parameters in at most {goal.max_epochs} epochs. Published by "
        f"{ladder.author}, {ladder.published_in}:] [{ladder.repository}]({ladder.url})")

"""The home page: the chart of all steps, a ladder's cards, one opened step.

The address says what is shown: ``?ladder=nets`` a ladder, ``?step=nets-3`` a step and its ladder.
"""

import streamlit as st

from dashboard.components.still_chart.still_chart import picked, still_chart
from dashboard.display.plain_text import with_commands
from dashboard.display.theme import palette
from dashboard.figures.ladder_chart import Mark, alt_text, ladder_chart
from dashboard.glossary.marked import TermLinks
from dashboard.ladders.charted import charted
from dashboard.ladders.step_cards import step_cards
from dashboard.ladders.step_detail import bring_into_view, step_detail
from dashboard.navigation.address import asked, show
from dashboard.navigation.run_in_hand import open_step, take_along
from dashboard.people.identity import this_owner
from dashboard.server.resources import readable
from mnist_core.base.format import unbroken
from mnist_core.ladders import LADDERS, STEPS, Ladder, Step, find_ladder, find_step
from mnist_core.ladders.labels import OWN_WORDS, PUBLISHED_WORDS, REFERENCE_WORDS
from mnist_core.reference.records import runs_of_step
from mnist_core.runs.run_list.best_of_step import best_by_step

CHART = "ladder_chart"


def ladder_page() -> None:
    """Draw the page."""
    take_along()
    ladder, opened = _asked()
    if opened:
        open_step(opened.id)
    st.title(f"Climb to {ladder.goal.test_accuracy:g} % with fewer than "
             f"{ladder.goal.max_parameters:,} parameters", anchor=False)
    st.markdown(f"{len(STEPS)} published experiments in {len(LADDERS)} ladders. Pick a step, train "
                "it live, change it, and see what the network sees.")
    _chart(ladder, opened)
    _choose(ladder)
    terms = TermLinks()
    _credit(ladder, terms)
    st.caption(f"{PUBLISHED_WORDS} {REFERENCE_WORDS} {OWN_WORDS} Test accuracy at the best epoch, "
               "of reference runs the mean over their seeds. Quick tries, with fewer epochs or "
               "digits than the step, do not count.")
    step_cards(ladder, best_by_step(readable(), this_owner()), opened, _open, _close)
    if opened:
        step_detail(ladder, opened, terms)
    bring_into_view(opened)


def _open(step_id: str) -> None:
    show(step=step_id)


def _close(step_id: str) -> None:
    show(ladder=find_step(step_id).ladder_id)


def _asked() -> tuple[Ladder, Step | None]:
    try:
        if asked("step"):
            step = find_step(asked("step"))
            return find_ladder(step.ladder_id), step
        if asked("ladder"):
            return find_ladder(asked("ladder")), None
    except ValueError as error:
        st.warning(f"The address is wrong: {with_commands(str(error))}", icon=":material/info:")
    return LADDERS[0], None


def _choose(ladder: Ladder) -> None:
    # not bound to the address: that would write the titles there, not the ids
    st.session_state["chosen_ladder"] = ladder.id
    st.segmented_control(
        "Ladder", [ladder.id for ladder in LADDERS], required=True, key="chosen_ladder",
        format_func=lambda ladder_id: find_ladder(ladder_id).title,
        label_visibility="collapsed", on_change=_follow)


def _follow() -> None:
    show(ladder=st.session_state["chosen_ladder"])


def _chart(ladder: Ladder, opened: Step | None) -> None:
    mine = charted(readable(), this_owner())
    marks = [Mark(run.title, run.parameters, run.best_test_accuracy)
             for run in mine.runs if run.best_test_accuracy is not None]
    references = [Mark(run.short_label, run.parameters, run.best_test_accuracy)
                  for step in ladder.steps for run in runs_of_step(step.id)]
    still_chart(
        ladder_chart(palette(), ladder.id, opened.id if opened else None, marks, references),
        key=CHART, on_pick=_open_clicked,
        title=f"Accuracy against parameters: {ladder.title}",
        alt=alt_text(len(marks), len(references)))
    if mine.note:
        st.caption(mine.note)


def _open_clicked() -> None:
    step_id = picked(st.session_state[CHART])
    if step_id in STEPS:
        _open(step_id)


def _credit(ladder: Ladder, terms: TermLinks) -> None:
    st.markdown(unbroken(
        f"{terms.marked(ladder.summary)}  \n:gray[Goal: {ladder.goal.text}. Published by "
        f"{ladder.author}, {ladder.published_in}:] [{ladder.repository}]({ladder.url})"))

"""One opened step: target, changes, result, what it taught, analysis, errata and network."""

from urllib.parse import quote

import streamlit as st

from dashboard.components.into_view.into_view import into_view
from dashboard.components.still_chart.still_chart import still_chart
from dashboard.display.theme import palette
from dashboard.figures.published_log_chart import hidden_epochs, log_chart
from dashboard.glossary.marked import TermLinks, link
from dashboard.ladders.reference_story import reference_accuracies, reference_story
from dashboard.ladders.step_cards import chips
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.navigation.everybody_here import offer_button
from mnist_core.base.format import listed, unbroken
from mnist_core.findings.goal_checks import Check, best_epoch_number, checks
from mnist_core.ladders import Ladder, Step, step_before, step_changes
from mnist_core.ladders.labels import step_name
from mnist_core.reference.records import typical_run
from mnist_core.reference.story import accuracy_rows

_ICONS = {"met": ":green[:material/check:]", "partly": ":orange[:material/remove:]",
          "missed": ":red[:material/close:]"}
# headings close to their text, and a stop below the navigation when scrolled to
_STYLE = """<style>
.st-key-opened-step {scroll-margin-top: 4.5rem}
.st-key-opened-step h4 {padding: .5rem 0 .25rem}
</style>"""


def step_detail(ladder: Ladder, step: Step, terms: TermLinks) -> None:
    """Everything about one step."""
    st.html(_STYLE)
    with st.container(border=True, key="opened-step"):
        _head(ladder, step)
        text, result = st.columns([11, 10], gap="medium")
        with text:
            _story(step, terms)
        with result:
            _result(ladder, step)
        if step.errata:
            st.markdown("#### What the README does not say", anchors=False)
            st.markdown("\n".join(f"- {unbroken(terms.marked(erratum))}"
                                  for erratum in step.errata))
        st.markdown("#### Network", anchors=False)
        st.code(step.recipe.layers, language=None, wrap_lines=True)


def bring_into_view(opened: Step | None) -> None:
    """Scroll to a step that has just been opened: it is below the fold, where none would see it."""
    step_id = opened.id if opened else None
    if step_id and st.session_state.get("step_in_view") != step_id:
        into_view(".st-key-opened-step", step_id)
    st.session_state["step_in_view"] = step_id


def _head(ladder: Ladder, step: Step) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute",
                      vertical_alignment="center"):
        with st.container(gap=None, width="content"):
            st.markdown(f"### {step.number} {step.title}", anchors=False)
            st.caption(f"{step.id} · {link('receptive-field', 'sees')} "
                       f"{step.recipe.describe().sees} · "
                       f"{ladder.title}, [the author's notebook]({_notebook(ladder, step)})")
        with st.container(horizontal=True, width="content"):
            if st.button("Train this step", type="primary", icon=":material/play_arrow:"):
                go_to_page(page_list.TRAIN, step=step.id)
            if st.button("Look inside", icon=":material/layers:"):
                go_to_page(page_list.NETWORK, step=step.id)
            offer_button(step.id)


def _story(step: Step, terms: TermLinks) -> None:
    _paragraph("Target", terms.marked(step.target))
    before = step_before(step)
    st.markdown("#### What changed" + (f" since step {before.number}" if before else ""),
                anchors=False)
    chips(step_changes(step), f"opened-{step.id}")
    _paragraph("What it taught", terms.marked(step.taught))
    _paragraph("Analysis of the published log", terms.marked(step.analysis))
    reference_story(step)


def _paragraph(title: str, text: str) -> None:
    st.markdown(f"#### {title}\n{unbroken(text)}", anchors=False)


def _result(ladder: Ladder, step: Step) -> None:
    log = step.log
    st.markdown("#### Result", anchors=False)
    st.markdown(
        "| | Train | Test |\n|:--|--:|--:|\n"
        + "".join(f"| {' | '.join(row)} |\n" for row in accuracy_rows(step))
        + ("" if typical_run(step.id) else "| Reference run | not measured | |"))
    st.markdown("  \n".join(_line(check) for check in checks(step, ladder.goal)))
    still_chart(
        log_chart(log, ladder.goal.test_accuracy, palette(), reference_accuracies(step)),
        key="published-log",
        title=f"{step_name(step)}: published accuracy, best {log.best_test_accuracy:.2f} %",
        alt=f"Published accuracy by epoch: test accuracy ends at {log.test_accuracy[-1]:.2f} % "
            f"and is best, {log.best_test_accuracy:.2f} %, in epoch "
            f"{best_epoch_number(log.test_accuracy)} of {len(log.test_accuracy)}.")
    hidden = hidden_epochs(log)
    if hidden:
        st.caption(f"Below the axis, in whole or in part: {_epochs(hidden)}.")


def _line(check: Check) -> str:
    return f"{_ICONS[check.outcome]} {unbroken(check.text)}"


def _epochs(epochs: list[int]) -> str:
    """``epoch 1``, ``epochs 1 to 3``; epochs below the axis that stand apart are listed."""
    if len(epochs) == 1:
        return f"epoch {epochs[0]}"
    if len(epochs) > 2 and epochs == list(range(epochs[0], epochs[-1] + 1)):
        return f"epochs {epochs[0]} to {epochs[-1]}"
    return f"epochs {listed([*map(str, epochs)])}"


def _notebook(ladder: Ladder, step: Step) -> str:
    folder = f"{ladder.folder}/" if ladder.folder else ""
    path = quote(folder + step.notebook)
    return f"https://github.com/{ladder.repository}/blob/{ladder.commit}/{path}"

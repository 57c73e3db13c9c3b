"""What our own trainings of a published step came to, beside what its author published."""

import streamlit as st

from dashboard.components.take_home.take_home import take_home
from dashboard.navigation import page_list
from mnist_core.base.format import unbroken
from mnist_core.ladders import Step
from mnist_core.reference.records import typical_run
from mnist_core.reference.story import reference_sentences, told_of


def reference_accuracies(step: Step) -> tuple[float, ...]:
    """Test accuracy by epoch of the step's typical reference run; nothing without one."""
    run = typical_run(step.id)
    return tuple(epoch.test_accuracy for epoch in run.epochs()) if run else ()


def reference_story(step: Step) -> None:
    """What the figures of the reference runs show, and why they differ where they do."""
    run = typical_run(step.id)
    if not run:
        return
    told = told_of(step)
    st.markdown("#### Our reference run" + ("s" if told else ""), anchors=False)
    if told:
        st.caption(told)
    st.markdown("\n".join(f"- {unbroken(sentence)}" for sentence in reference_sentences(step)))
    with st.container(horizontal=True):
        for label, page, icon in (("Replay it", page_list.TRAIN, "replay"),
                                  ("Its mistakes", page_list.ERRORS, "grid_view"),
                                  ("Draw for it", page_list.DRAW, "draw")):
            address = {"step": step.id, "replay": run.key} if page == page_list.TRAIN else {
                "run": run.key}
            if page == page_list.TRAIN or run.moments:
                st.page_link(page, label=label, icon=f":material/{icon}:", query_params=address)
    take_home(run.key)

"""What our own trainings of a published step came to, beside what its author published."""

import streamlit as st

from dashboard.components.take_home.take_home import take_home
from dashboard.navigation import page_paths
from mnist_core.base.format import percent, unbroken
from mnist_core.ladders import Step
from mnist_core.reference.records import ReferenceRun, rank_words, runs_of_step, typical_run
from mnist_core.reference.story import reference_sentences, seed_name, variant_runs


def reference_rows(step: Step) -> str:
    """Rows of the result table: each reference run at its best epoch, then the variants'."""
    runs = (*runs_of_step(step.id), *variant_runs(step))
    return "\n".join(
        f"| {seed_name(run)} | {_train(run)} | {percent(run.best_test_accuracy)} "
        f"(epoch {run.best_epoch}) |" for run in runs) or "| Reference run | not measured | |"


def reference_accuracies(step: Step) -> tuple[float, ...]:
    """Test accuracy by epoch of the step's typical reference run; nothing without one."""
    run = typical_run(step.id)
    return tuple(epoch.test_accuracy for epoch in run.epochs()) if run else ()


def reference_story(step: Step) -> None:
    """What the figures of the reference runs show, and why they differ where they do."""
    run = typical_run(step.id)
    if not run:
        return
    among = rank_words(step.id)
    st.markdown("#### Our reference run" + ("s" if among else ""), anchors=False)
    if among:
        st.caption(f"Told of reference {run.record.seed}, {among} by best test accuracy.")
    st.markdown("\n".join(f"- {unbroken(sentence)}" for sentence in reference_sentences(step)))
    with st.container(horizontal=True):
        for label, page, icon in (("Replay it", page_paths.TRAIN, "replay"),
                                  ("Its mistakes", page_paths.ERRORS, "grid_view"),
                                  ("Draw for it", page_paths.DRAW, "draw")):
            address = {"step": step.id, "replay": run.key} if page == page_paths.TRAIN else {
                "run": run.key}
            if page == page_paths.TRAIN or run.moments:
                st.page_link(page, label=label, icon=f":material/{icon}:", query_params=address)
    take_home(run.key)


def _train(run: ReferenceRun) -> str:
    return percent(run.epochs()[run.best_epoch - 1].train_accuracy)

"""What a run came to: verdict, log, and where to look next."""

import streamlit as st

from dashboard import places
from dashboard.lab import store
from mnist_core.ladders import Step, find_ladder
from mnist_core.report import log_text, verdict
from mnist_core.runs.deleted import delete_run
from mnist_core.runs.records import Run


def run_result(run: Run, step: Step) -> None:
    """Below the curves: one sentence, the epochs in the authors' form, links, and clearing up."""
    epochs = store().epochs(run.id)
    if epochs and not run.is_active:
        judged = verdict(find_ladder(step.ladder_id).goal, run.parameters, epochs)
        show = st.success if judged.met else st.info
        show(judged.text, icon=":material/flag:")
    if epochs or run.state == "paused":
        # a paused run can be looked at and drawn for like a finished one
        _links(run)
    if epochs:
        with st.expander("Log", icon=":material/notes:", expanded=not run.is_active):
            evaluation = store().evaluation(run.id)
            num_test = len(evaluation.labels) if evaluation else 10_000
            st.text(log_text(epochs, run.num_batches, num_test=num_test), wrap=False)
    if run.source and "sample" in run.source.lower():
        st.warning("Trained on the offline sample: these numbers do not compare with the "
                   "published ones.", icon=":material/info:")
    if not run.is_active and run.state != "paused":
        _delete(run)


def _links(run: Run) -> None:
    query = {"run": str(run.id)}
    # whoever pauses wants to see it as it is now, not as it was at its best
    now = run.state == "paused"
    left, middle, right = st.columns(3)
    with left:
        st.page_link(places.ERRORS, label="Its mistakes", icon=":material/grid_view:",
                     query_params={**query, "epoch": "last"} if now else query)
    with middle:
        st.page_link(places.DRAW, label="Draw for it", icon=":material/draw:",
                     query_params={**query, "weights": "last"} if now else query)
    with right:
        st.page_link(places.NETWORK, label="Look inside", icon=":material/layers:",
                     query_params=query)


def _delete(run: Run) -> None:
    with st.popover("Delete this run", icon=":material/delete:"):
        st.write(f"Run {run.id}, its curves and its weights are deleted for good.")
        if st.button("Delete", type="primary"):
            delete_run(store(), run.id)
            st.query_params.from_dict({"step": run.step_id} if run.step_id else {})
            st.rerun()

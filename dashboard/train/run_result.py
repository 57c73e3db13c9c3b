"""What a run came to: verdict, analysis, log, what to try next, and what to call it."""

from functools import lru_cache

import streamlit as st

from dashboard.challenge.offer import offer
from dashboard.components.run_note.run_note import run_note
from dashboard.components.take_home.take_home import take_home
from dashboard.display.plain_text import plain
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.people.identity import allow, is_allowed
from dashboard.seeds.run_seeds import run_seeds
from dashboard.server.resources import store
from dashboard.train.what_next import what_next
from mnist_core.data.mnist import FULL_MNIST
from mnist_core.findings.analysis import analysis
from mnist_core.findings.log_text import log_text
from mnist_core.findings.report import OWN_LADDER, goal_of, verdict
from mnist_core.findings.same_epoch import Side, published_epochs, standing, uneven_epochs
from mnist_core.ladders import Step
from mnist_core.recipe.recipe import NUM_TEST
from mnist_core.reference.records import typical_run
from mnist_core.runs.database.run import Run
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.deleted import delete_run
from mnist_core.training.epoch_record import EpochRecord

LOG_HEIGHT = 320


def run_result(run: Run, step: Step) -> None:
    """Below the curves: one sentence, what the figures show, links, the log, and clearing up."""
    epochs = store().epochs(run.id)
    if epochs and not run.is_active:
        judged = verdict(goal_of(run.step_id), run.parameters, epochs)
        show = st.success if judged.met else st.info
        show(judged.text, icon=":material/flag:")
        if run.is_quick_try:
            _quick_try(run, step)
        if run.step_id is None:
            st.caption("A run of no ladder is held against the goal of the ladder "
                       f"{OWN_LADDER.title}: {OWN_LADDER.goal.text}.")
    if epochs and (told := _standing(run, step, epochs)):
        st.markdown(f":material/balance: {plain(told)}")
    if epochs and not run.is_active:
        _analysis(run)
    if epochs or run.state == "paused":
        # a paused run can be looked at and drawn for like a finished one
        _links(run)
    if epochs and not run.is_active:
        take_home(str(run.id))
        offer(run)
    if run.state == "finished":
        run_seeds(OwnRun(store(), run))
        what_next(run, step, epochs)
    if epochs:
        _log(run, epochs)
    if run.source not in (None, FULL_MNIST):
        st.warning("Trained on the offline sample: these numbers do not compare with the "
                   "published ones.", icon=":material/info:")
    _keep(run)


def _standing(run: Run, step: Step, epochs: list[EpochRecord]) -> str:
    """At the same epoch as the step's reference run and its published log."""
    typical = typical_run(step.id)
    if run.step_id != step.id or run.source not in (None, FULL_MNIST):
        return ""
    others = [Side("published", published_epochs(step.log))]
    if typical:
        others.insert(0, Side("the reference", typical.epochs(), typical))
    told = standing(Side("this run", epochs, OwnRun(store(), run)), others)
    sizes = {"this run": run.recipe.num_train_or_all,
             "the step": step.recipe.num_train_or_all}
    return f"{told} {uneven_epochs(sizes)}".strip() if told else ""


def _quick_try(run: Run, step: Step) -> None:
    """What its figures do not say."""
    recipe = run.recipe
    digits = f"{recipe.num_train_or_all:,} of {step.recipe.num_train_or_all:,} digits"
    st.info(f"A quick try: {recipe.epochs} of {step.recipe.epochs} epochs, {digits}. Its figures "
            "are not the step's.", icon=":material/timer:")


def _analysis(run: Run) -> None:
    own = OwnRun(store(), run)
    told = _sentences(own.key, own.version, run.epochs_done)
    st.markdown("\n".join(f"- {sentence}" for sentence in told))


@lru_cache(maxsize=64)
def _sentences(key: str, version: str, epochs_done: int) -> tuple[str, ...]:
    """The generated analysis; how the run stands against the reference run is told before it."""
    return analysis(OwnRun(store(), store().run(int(key))))


def _links(run: Run) -> None:
    query = {"run": str(run.id)}
    # whoever pauses wants to see it as it is now, not as it was at its best
    now = run.state == "paused"
    left, middle, right = st.columns(3)
    with left:
        st.page_link(page_list.ERRORS, label="Its mistakes", icon=":material/grid_view:",
                     query_params={**query, "epoch": "last"} if now else query)
    with middle:
        st.page_link(page_list.DRAW, label="Draw for it", icon=":material/draw:",
                     query_params={**query, "weights": "last"} if now else query)
    with right:
        st.page_link(page_list.NETWORK, label="Look inside", icon=":material/layers:",
                     query_params=query)


def _log(run: Run, epochs: list[EpochRecord]) -> None:
    with st.expander("Log", icon=":material/notes:", expanded=not run.is_active):
        evaluation = store().evaluation(run.id)
        num_test = len(evaluation.labels) if evaluation else NUM_TEST
        st.code(log_text(epochs, run.num_batches, num_test=num_test), language=None,
                height=LOG_HEIGHT)


def _described(run: Run) -> None:
    """Somebody else's name and note of it, to be read."""
    told = " · ".join(filter(None, (run.name, run.note)))
    if told:
        st.caption(f":material/notes: {plain(told)}")


def _keep(run: Run) -> None:
    """A name, a note, and Delete, which needs no question because it can be undone."""
    if not is_allowed("describe a run", run.owner):
        _described(run)
        return
    run_note(run.id, run.name, run.note)
    if run.is_active or run.is_attached:
        return
    if st.button("Delete this run", icon=":material/delete:", type="tertiary",
                 help="It can be undone for ten minutes, on the page Runs."):
        allow("delete a run", run.owner)
        delete_run(store(), run.id)
        # there it can be undone
        go_to_page(page_list.RUNS)

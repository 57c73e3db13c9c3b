"""Choosing a run: one box on every page that looks at a trained network."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

import streamlit as st

from dashboard.components.whole_address.whole_address import whole_address
from dashboard.display.plain_text import quoted
from dashboard.navigation import page_paths
from dashboard.navigation.address import asked
from dashboard.navigation.run_options import RUN_KEY, RunOptions
from dashboard.server.resources import library, readable
from mnist_core.library.library import DEFAULT_STEP
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.trained import Trained

BOX = "chosen_run"
# the box forgets its value when a person leaves the page; this does not
REMEMBERED = "last_chosen_run"


def choose_run(is_ready: Callable[[Trained], bool]) -> Trained | None:
    """A box of the runs that have something to show; None if there are none.

    Own runs come first, the newest at the top, then reference runs. The link's ``?run=`` is the
    truth, then the run chosen on another page, then the newest own one, then the reference run of
    the default step. Where there are none, it says so and what to do.
    """
    options = RunOptions(BOX, RunQuery(has_begun=True), is_ready)
    linked, remembered = asked("run"), str(st.session_state.get(REMEMBERED) or "")
    last = str(st.session_state.get(BOX) or "")
    own = options.listed(also=dict.fromkeys((linked, remembered, last)))
    references = [run for run in library().references() if is_ready(run)]
    known: Sequence[Trained] = (*own, *references)
    ready = {trained.key: trained for trained in known}
    if not ready:
        _nothing_yet()
        return None
    problem = _problem(linked, ready)
    if linked and not problem:
        st.session_state[BOX] = linked
    elif not linked or last not in ready:
        st.session_state[BOX] = remembered if remembered in ready else _first(ready)
    if problem:
        st.warning(problem, icon=":material/link_off:")

    def chosen() -> None:
        key = options.chosen(st.session_state[BOX])
        st.query_params["run"] = key or st.query_params.get("run", "")

    key: str | None = st.selectbox("Run", list(ready), key=BOX, on_change=chosen,
                       accept_new_options=options.is_cut, help=options.help,
                       format_func=options.named({
                                       key: trained.label for key, trained in ready.items()}))
    options.hint()
    assert key
    st.session_state[REMEMBERED] = key
    whole_address(run=key)
    return ready[key]


def _first(ready: Mapping[str, Trained]) -> str:
    """The newest own run, else a reference run of the default step, else any."""
    own = (key for key, trained in ready.items() if not trained.is_reference)
    default = (key for key, trained in ready.items() if trained.step_id == DEFAULT_STEP)
    return next(chain(own, default, ready))


def _nothing_yet() -> None:
    active = next(readable().newest(RunQuery(states=("queued", "running"))), None)
    if active:
        st.info(f"Run {active.id} is {active.state}; there is something to see here after its "
                "first epoch.", icon=":material/hourglass_empty:")
        st.page_link(page_paths.TRAIN, label="Watch it learn", icon=":material/show_chart:",
                     query_params={"run": str(active.id)})
    else:
        st.info("Nothing is trained yet. Train a step first.", icon=":material/info:")
        st.page_link(page_paths.TRAIN, label="Train a step", icon=":material/show_chart:")


def _problem(linked: str, ready: Mapping[str, Trained]) -> str:
    """Why the link's run is not shown, in one sentence; empty where it is."""
    if not linked or linked in ready:
        return ""
    try:
        known = library().find(linked) if RUN_KEY.fullmatch(linked) else None
    except ValueError:
        known = None
    if known:
        return f"{quoted(known.label)} has nothing to show here; below is another one that has."
    return f"There is no run {quoted(linked[:40])}; here is another one."

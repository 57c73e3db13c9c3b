"""Choosing a run: one box on every page that looks at a trained network."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

import streamlit as st

from dashboard import places
from dashboard.address import asked
from dashboard.components.whole_address import whole_address
from dashboard.lab import library
from mnist_core.library import DEFAULT_STEP
from mnist_core.runs.own_run import OwnRun
from mnist_core.trained import Trained

BOX = "chosen_run"
# the box forgets its value when a person leaves the page; this does not
REMEMBERED = "last_chosen_run"


def choose_run(is_ready: Callable[[Trained], bool]) -> Trained | None:
    """A box of the runs that have something to show; None if there are none.

    Own runs come first, the newest at the top, then reference runs. The link's ``?run=`` is the
    truth, then the run chosen on another page, then the newest own one, then the reference run of
    the default step. Where there are none, it says so and what to do.
    """
    own = library().own()
    known: Sequence[Trained] = (*own, *library().references())
    ready = {trained.key: trained for trained in known if is_ready(trained)}
    if not ready:
        _nothing_yet(own)
        return None
    linked = asked("run")
    problem = _problem(linked, ready, known)
    if linked and not problem:
        st.session_state[BOX] = linked
    elif not linked or st.session_state.get(BOX) not in ready:
        remembered = st.session_state.get(REMEMBERED)
        st.session_state[BOX] = remembered if remembered in ready else _first(ready)
    if problem:
        st.warning(problem, icon=":material/link_off:")

    def chosen() -> None:
        st.query_params["run"] = chosen_key(st.session_state[BOX]) or ""

    key = st.selectbox("Run", list(ready), key=BOX, on_change=chosen,
                       format_func=lambda key: ready[key].label)
    st.session_state[REMEMBERED] = key
    whole_address(run=key)
    return ready[key]


def chosen_key(value: object) -> str | None:
    """The key of the run that a box of runs says; None for none.

    The browser sends back the label, and a label of a moment ago, when the run stood elsewhere,
    is no option any more: then it arrives as it is.
    """
    text = str(value)
    if match := re.match(r"Run (\d+)", text):
        return match[1]
    if match := re.match(r"Reference · (\S+) · seed (\d+)", text):
        return f"{match[1]}@{match[2]}"
    return text if re.fullmatch(r"\d+|\S+@\d+", text) else None


def _first(ready: Mapping[str, Trained]) -> str:
    """The newest own run, else a reference run of the default step, else any."""
    own = (key for key, trained in ready.items() if not trained.is_reference)
    default = (key for key, trained in ready.items() if trained.step_id == DEFAULT_STEP)
    return next(chain(own, default, ready))


def _nothing_yet(own: Sequence[OwnRun]) -> None:
    active = next((trained.run for trained in own if trained.is_active), None)
    if active:
        st.info(f"Run {active.id} is {active.state}; there is something to see here after its "
                "first epoch.", icon=":material/hourglass_empty:")
        st.page_link(places.TRAIN, label="Watch it learn", icon=":material/show_chart:",
                     query_params={"run": str(active.id)})
    else:
        st.info("Nothing is trained yet. Train a step first.", icon=":material/info:")
        st.page_link(places.TRAIN, label="Train a step", icon=":material/show_chart:")


def _problem(linked: str, ready: Mapping[str, Trained], known: Sequence[Trained]) -> str:
    """Why the link's run is not shown, in one sentence; empty where it is."""
    if not linked or linked in ready:
        return ""
    for trained in known:
        if trained.key == linked:
            return f"{trained.label} has nothing to show here; below is another one that has."
    return f"There is no run `{linked[:40]}`; here is another one."

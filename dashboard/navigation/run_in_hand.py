"""The run in hand: one run that a person takes along from page to page.

The address is the truth: its ``run=`` puts a run in hand. The menu's links name none, so a page
that was opened by one takes it from the session and writes it into its address, in place: a
reload, a copied link and Back show the same. As long as nobody chose one, it is the best reference
run of the step that was opened last.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.take_home.take_home import take_home
from dashboard.components.whole_address.whole_address import whole_address
from dashboard.display.plain_text import plain, quoted
from dashboard.navigation import page_list
from dashboard.navigation.address import asked
from dashboard.navigation.run_options import RUN_KEY, RunOptions
from dashboard.people.identity import this_owner
from dashboard.people.looking import library
from dashboard.people.whose import label_of
from dashboard.server.resources import readable
from mnist_core.base.format import shortened
from mnist_core.ladders import STEPS
from mnist_core.library.library import DEFAULT_STEP
from mnist_core.reference.records import ReferenceRun
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.trained import Trained

BOX = "chosen_run"
HELP = "The run that all pages show."
_CHOSEN = "run in hand"
# what a page wrote into its address while nobody had chosen a run
_ASSUMED = "assumed run"
_STEP = "step in hand"


class Head(NamedTuple):
    """The places at the top of a page: its title, the box with what it shows, and beside that."""

    title: DeltaGenerator
    box: DeltaGenerator
    beside: DeltaGenerator


def run_in_hand() -> Trained | None:
    """The run of the address, else the one that was chosen, else the default.

    Where it is not there, one line says so, and the default is shown. None where nothing is
    trained and no reference run is recorded.
    """
    linked, chosen = asked("run"), chosen_key()
    is_assumed = not chosen and linked == st.session_state.get(_ASSUMED)
    key = "" if is_assumed else linked or chosen
    if trained := found(key):
        put_in_hand(trained)
        return trained
    default = _default()
    if key:
        _say_gone(key, default)
    if default:
        st.session_state[_ASSUMED] = default.key
    return default


def chosen_key() -> str:
    """The key of the run that somebody chose; empty while nobody did."""
    return str(st.session_state.get(_CHOSEN, ""))


def step_in_hand() -> str:
    """The step that was opened last."""
    return str(st.session_state.get(_STEP, DEFAULT_STEP))


def put_in_hand(trained: Trained) -> None:
    st.session_state[_CHOSEN] = trained.key
    open_step(trained.step_id)


def put_down(step_id: str) -> None:
    """No run is chosen any more: a new one of this step is planned."""
    st.session_state.pop(_CHOSEN, None)
    open_step(step_id)


def open_step(step_id: str | None) -> None:
    """Whoever has chosen no run sees those of this step."""
    if step_id in STEPS:
        st.session_state[_STEP] = step_id


def take_along() -> None:
    """On a page that shows no run: its address keeps the one that was chosen, for a reload."""
    if trained := found(asked("run")):
        put_in_hand(trained)
    if key := chosen_key():
        whole_address(run=key)


def run_head(also: Callable[[str], Mapping[str, str]] = lambda key: {}
             ) -> tuple[DeltaGenerator, Trained | None]:
    """The head of a page: the place of its title, and the run in hand in a box that changes it.

    Args:
        also: what else the address says once the run with this key was chosen.
    """
    # before the head, where it may have to say something
    shown = run_in_hand()
    title, box, beside = head()
    with box:
        if shown:
            _run_box(shown, also)
        else:
            _nothing_yet()
    with beside:
        offer_to_take_home(shown)
    return title, shown


def head() -> Head:
    # not at the right edge, where an opened digit would lie over it
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="large", key="head")
    return Head(row.container(width="content", gap=None), row.container(width=420),
                row.container(width="content", gap=None))


def offer_to_take_home(trained: Trained | None) -> None:
    """As soon as there is something to take, and no more comes."""
    if trained and trained.best_epoch and not trained.is_active:
        take_home(trained.key, floats=True)


def runs_for_box(options: RunOptions, shown: Trained | None) -> dict[str, Trained]:
    """Own runs, the newest first, then reference runs, those of the step in hand first."""
    own = options.listed(also=[shown.key] if shown else [])
    references = sorted(library().references(), key=lambda run: run.step_id != step_in_hand())
    known: tuple[Trained, ...] = (*own, *references)
    return {trained.key: trained for trained in known}


def nothing_to_show(trained: Trained, why: str) -> None:
    """Instead of what the page would show: why not, and what there is to see instead."""
    st.info(plain(why), icon=":material/hourglass_empty:")
    with st.container(horizontal=True):
        if trained.is_active:
            st.page_link(page_list.TRAIN, label="Watch it learn", icon=":material/show_chart:",
                         query_params={"run": trained.key})
        instead = _best_reference(with_weights=True)
        if instead and instead.key != trained.key:
            st.button(f"Show {plain(instead.label)}", icon=":material/arrow_forward:",
                      on_click=_choose, args=(instead.key,))


def _run_box(shown: Trained, also: Callable[[str], Mapping[str, str]]) -> None:
    options = RunOptions(BOX)
    known = runs_for_box(options, shown)
    st.session_state[BOX] = shown.key

    def chosen() -> None:
        if key := options.chosen(st.session_state[BOX]):
            _choose(key, also(key))

    st.selectbox("Run", list(known), key=BOX, on_change=chosen,
                 accept_new_options=options.is_cut, help=options.help or HELP,
                 format_func=options.named({key: label_of(one) for key, one in known.items()}))
    options.hint()
    whole_address(run=shown.key)


def _choose(key: str, more: Mapping[str, str] | None = None) -> None:
    if trained := found(key):
        put_in_hand(trained)
        # at once: each change is a step for Back
        st.query_params.update({"run": trained.key, **(more or {})})


def found(key: str) -> Trained | None:
    """The run with this key; None where there is none."""
    try:
        return library().find(key) if RUN_KEY.fullmatch(key) else None
    except (ValueError, NotAllowed):
        return None


def _default() -> Trained | None:
    """A reference run: an own one may have failed, been cut short, or be somebody else's."""
    return _best_reference() or next(
        library().own(RunQuery(has_begun=True, owner=this_owner())), None)


def _best_reference(*, with_weights: bool = False) -> ReferenceRun | None:
    """That of the step in hand, else of the default step, else any."""
    step = step_in_hand()
    return max((run for run in library().references()
                if run.record.variant is None and (run.moments or not with_weights)),
               key=lambda run: (run.step_id == step, run.step_id == DEFAULT_STEP,
                                run.best_test_accuracy), default=None)


def _say_gone(key: str, default: Trained | None) -> None:
    problem = library().problem
    was_there = key == chosen_key()
    if not problem:
        st.session_state.pop(_CHOSEN, None)
    why = problem or (f"Run {key} was deleted." if was_there else
                      f"There is no run {quoted(shortened(key))}.")
    st.warning(f"{why} Here is {plain(default.label)} instead." if default else why,
               icon=":material/link_off:")


def _nothing_yet() -> None:
    active = next(readable().newest(RunQuery(states=("queued",), owner=this_owner())), None)
    if active:
        st.info(f"Run {active.id} waits in the queue; there is something to see here after its "
                "first epoch.", icon=":material/hourglass_empty:")
        label, query = "Watch it learn", {"run": str(active.id)}
    else:
        st.info("Nothing is trained yet. Train a step first.", icon=":material/info:")
        label, query = "Train a step", {}
    st.page_link(page_list.TRAIN, label=label, icon=":material/show_chart:", query_params=query)

"""The offer on every page to go on with runs that were interrupted.

Whatever cut them off (a power cut, ``kill -9``, a server that ended), they wait here until somebody
resumes or dismisses them. To dismiss is to stop the run, for everybody and for good: an offer that
came back with every tab and every start of the server would soon be read by nobody. A stopped run
loses nothing and can be resumed from its own page at any time.
"""

import time
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.display.plain_text import plain, quoted, with_commands
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.people.identity import allow, this_person
from dashboard.people.looking import of_the_class
from dashboard.server.resources import store
from dashboard.server.run_errors import run_error
from mnist_core.base.format import listed
from mnist_core.ladders.labels import run_name
from mnist_core.runs.database.run import Run
from mnist_core.runs.lease.lease import STALE_SECONDS
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.run_list.listing import run_ids

MAX_NAMED = 3
MAX_LISTED = 50
LIST_HEIGHT = 280
# when the first page of this server was opened
_began = time.monotonic()


def interrupted_runs(shown: str | None) -> None:
    """One line below the status line; nothing where there is no such run.

    Args:
        shown: the run whose own page this is: its controls offer the same already.
    """
    found = [run_id for run_id in run_ids(store(), _to_offer()) if str(run_id) != shown]
    if len(found) == 1:
        with _line():
            run = store().run(found[0])
            _offer(run, sentence(run))
    elif found:
        with _line():
            _offer_all(found)
    if _is_young() and store().num_running():
        _look_again()


def sentence(run: Run) -> str:
    """``Run 7 · strategy-4 was interrupted at epoch 3 of 15``."""
    return f"{_name(run)} was interrupted {_place(run)}"


def summary(runs: Sequence[int]) -> str:
    """``4 runs were interrupted: 12, 11, 10 and 1 more``, from their numbers."""
    named = [str(run_id) for run_id in runs[:MAX_NAMED]]
    if len(runs) > MAX_NAMED:
        named.append(f"{len(runs) - MAX_NAMED:,} more")
    return f"{len(runs):,} runs were interrupted: {listed(named)}"


def _to_offer() -> RunQuery:
    """The interrupted runs that are for whoever looks to resume: one's own, or all of the class."""
    person = this_person()
    mine = person.id if person and not person.is_teacher else None
    return of_the_class(RunQuery(states=("interrupted",), owner=mine))


def _name(run: Run) -> str:
    return run_name(run.id, run.recipe_name, quoted(run.name))


def _place(run: Run) -> str:
    if not run.position:
        return "before its first batch"
    epoch = min(run.position // run.num_batches + 1, run.recipe.epochs)
    return f"at epoch {epoch} of {run.recipe.epochs}"


def _line() -> DeltaGenerator:
    return st.container(border=True, horizontal=True, vertical_alignment="center", gap="small",
                        key="interrupted")


def _offer(run: Run, text: str) -> None:
    why = run_error(run)
    st.markdown(f":material/power_off: {text}", width="content", help=why and plain(why))
    if st.button("Resume", key=f"resume-{run.id}", icon=":material/play_arrow:"):
        _ask([run.id], "resume")
        # whoever wants it to go on wants to see it go on
        go_to_page(page_list.TRAIN, run=str(run.id))
    st.page_link(page_list.TRAIN, label="Open", query_params={"run": str(run.id)})
    st.button("Dismiss", key=f"dismiss-{run.id}", type="tertiary", on_click=_ask,
              args=([run.id], "stop"), help="Leaves it stopped. Its page can still resume it.")


def _offer_all(runs: Sequence[int]) -> None:
    st.markdown(f":material/power_off: {summary(runs)}", width="content")
    st.button("Resume all", icon=":material/play_arrow:", on_click=_ask, args=(runs, "resume"),
              help="They train one after the other, as the slots of the queue allow.")
    st.button("Dismiss all", type="tertiary", on_click=_ask, args=(runs, "stop"),
              help="Leaves them stopped. Their pages can still resume them.")
    each = st.popover("One by one", type="tertiary", on_change="rerun", key="interrupted-each")
    # the rows travel only when somebody wants them
    if each.open:
        with each, st.container(height=LIST_HEIGHT, border=False):
            for run in store().runs(_to_offer(), limit=MAX_LISTED):
                with st.container(horizontal=True, vertical_alignment="center"):
                    _offer(run, f"{_name(run)}, {_place(run)}")
            if len(runs) > MAX_LISTED:
                st.page_link(page_list.RUNS, label=f"All {len(runs):,} of them",
                             icon=":material/list:", query_params={"state": "interrupted"})


def _ask(runs: Sequence[int], verb: str) -> None:
    for run_id in runs:
        try:
            allow("command a run", store().run(run_id).owner)
            store().ask(run_id, verb)
        except (ValueError, NotAllowed) as error:
            # somebody else was quicker
            st.toast(with_commands(str(error)), icon=":material/info:")


def _is_young() -> bool:
    return time.monotonic() - _began < STALE_SECONDS


@st.fragment(run_every=STALE_SECONDS + 1)
def _look_again() -> None:
    """A run whose worker died with the last server reads "running" for some seconds more.

    Tabs that were open come back to the new server within those, and would miss the offer.
    """
    if not _is_young():
        st.rerun()

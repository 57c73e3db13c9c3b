"""What a page has computed goes through the door too; where there is no room, the page waits."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.admission.busy import Busy
from dashboard.admission.limits import HEAVY
from dashboard.admission.page_turns import PAGE_TURNS
from dashboard.admission.visitors import LOCAL, this_visitor

Result = TypeVar("Result")
_WAITED = "waited for the door"
_VISITOR = "visitor of this page"


def made_for(visitor: str) -> None:
    """In whose name this page, and its fragments, which run without the frame, ask the pool."""
    st.session_state[_VISITOR] = visitor


def heavily(work: Callable[[], Result]) -> Result:
    """Computed by the pool for heavy questions, in the name of whoever asks this page or route.

    Raises:
        Busy: there is no room, or no turn came in time.
    """
    with PAGE_TURNS.aside():
        visitor = (st.session_state.get(_VISITOR, LOCAL) if get_script_run_ctx() else
                   this_visitor())
        return HEAVY.result(visitor, work)


def wait_and_try_again(busy: Busy) -> None:
    """Say so, and make the whole page anew after the time that ``busy`` names."""
    st.info("The server is busy, trying again.", icon=":material/hourglass_top:")
    st.session_state[_WAITED] = False
    st.fragment(_again, run_every=busy.retry_seconds)()


def _again() -> None:
    # the first time is the page's own run, the next one comes when the time is over
    if st.session_state[_WAITED]:
        st.rerun()
    st.session_state[_WAITED] = True

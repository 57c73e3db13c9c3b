"""The page's address in full: what the page chose by itself is written into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import streamlit as st

from dashboard.components.component import component

KEY = "whole_address"
TO_SAY = "whole_address_to_say"
_ARRIVED = "whole_address_arrived"
_RUNS = count()

_whole_address = component(KEY, html="")


def whole_address(**parameters: str | None) -> None:
    """Say these parameters in the address, without a rerun and without a step for Back.

    None takes one out.
    """
    st.session_state[TO_SAY] = {**st.session_state.get(TO_SAY, {}), **parameters}


def asked_for() -> None:
    """What is said in this run was asked for by whoever opened the page, so that Streamlit must
    keep it: its browser side would send the address of the page before's switch with each rerun,
    and the first widget that changes the address would drop all the rest."""
    st.session_state[_ARRIVED] = True


@contextmanager
def said_last(page: str) -> Iterator[None]:
    """Do so once the page of this name in the address is built: a widget bound to the address
    replaces it by what it knows."""
    # a page that was left in the midst, for another one, must not speak for that one
    st.session_state.pop(TO_SAY, None)
    st.session_state.pop(_ARRIVED, None)
    yield
    if TO_SAY in st.session_state:
        # the browser calls an element only whose data are new, and each run may lose the address
        _whole_address(key=KEY, data={
            "page": page, "parameters": st.session_state[TO_SAY], "run": next(_RUNS),
            "arrived": _ARRIVED in st.session_state})

"""The page's address in full: what the page chose by itself is written into it."""

from itertools import count

import streamlit as st

from dashboard.components import component

KEY = "whole_address"
_KEPT = "whole_address_to_say"
_RUNS = count()

_whole_address = component(KEY, html="", scripts=("element",))


def whole_address(**parameters: str) -> None:
    """Say these parameters in the address, without a rerun and without a step for Back."""
    st.session_state[_KEPT] = parameters


def say_whole_address() -> None:
    """Do so, once the page is built: a widget bound to the address replaces it by what it knows."""
    if parameters := st.session_state.pop(_KEPT, None):
        # the browser calls an element only whose data are new, and each run may lose the address
        _whole_address(key=KEY, data={"parameters": parameters, "run": next(_RUNS)})

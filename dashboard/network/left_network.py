"""The edited network that somebody left the page with: the menu's link leads back to it."""

import streamlit as st

from dashboard.navigation.run_choice import REMEMBERED
from dashboard.network.viewed_network import ViewedNetwork

_LEFT = "left network"
NAMES = ("step", "run", "layers")


def remember(shown: ViewedNetwork) -> None:
    """Once nothing is edited any more there is nothing to come back to."""
    if shown.is_edited:
        kind, _, value = shown.source.partition("=")
        st.session_state[_LEFT] = {kind: value, "layers": shown.layers}, _run_in_hand()
    else:
        st.session_state.pop(_LEFT, None)


def restore() -> None:
    """Complete an address that names no network, unless another run was chosen meanwhile."""
    link, in_hand = st.session_state.get(_LEFT, (None, None))
    if link and in_hand == _run_in_hand() and not any(name in st.query_params for name in NAMES):
        st.query_params.update({**link, "view": st.query_params.get("view", "edit")})


def _run_in_hand() -> object:
    return st.session_state.get(REMEMBERED)

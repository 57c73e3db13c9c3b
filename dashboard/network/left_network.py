"""The edited network that somebody left the page with: the menu's link leads back to it."""

import streamlit as st

from dashboard.navigation.address import fill_in
from dashboard.navigation.run_in_hand import chosen_key
from dashboard.network.viewed_network import ViewedNetwork

_LEFT = "left network"
NAMES = ("step", "run", "layers")


def remember(shown: ViewedNetwork) -> None:
    """Once nothing is edited any more there is nothing to come back to."""
    if shown.is_edited:
        kind, _, value = shown.source.partition("=")
        st.session_state[_LEFT] = {kind: value, "layers": shown.layers}, chosen_key()
    else:
        st.session_state.pop(_LEFT, None)


def restore() -> None:
    """Complete an address that names no network, unless another run was chosen meanwhile."""
    link, in_hand = st.session_state.get(_LEFT, (None, None))
    if link and in_hand == chosen_key() and not any(name in st.query_params for name in NAMES):
        fill_in(**link, view=st.query_params.get("view", "edit"))

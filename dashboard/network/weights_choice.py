"""Choosing the weights of a network: best epoch, last or as it was paused, or before training."""

from typing import cast

import streamlit as st

from dashboard.navigation.address import linked
from dashboard.network.viewed_network import FRESH, ViewedNetwork, Weighing, in_words


def choose_weights(shown: ViewedNetwork, *, with_fresh: bool = True) -> Weighing:
    """A control where there is a choice; the address keeps it as ``weights=``."""
    options = [weighing for weighing in shown.weighings if with_fresh or weighing != FRESH]
    if not options:
        return FRESH
    if len(options) == 1:
        st.caption(f"Weights: {in_words(shown, options[0])}.")
        return options[0]
    st.segmented_control("Weights", options, key="weights", required=True,
                         on_change=linked("weights", options),
                         format_func=lambda weighing: in_words(shown, weighing))
    return cast(Weighing, st.session_state["weights"])

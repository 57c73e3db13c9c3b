"""Choosing the weights of a network: best epoch, last or as it was paused, or before training."""

import streamlit as st

from dashboard.address import asked
from dashboard.network.shown import FRESH, Shown, Weighing, in_words


def choose_weights(shown: Shown, *, with_fresh: bool = True) -> Weighing:
    """A control where there is a choice; the address keeps it as ``weights=``."""
    options = [weighing for weighing in shown.weighings if with_fresh or weighing != FRESH]
    if not options:
        return FRESH
    linked = asked("weights")
    chosen = next((weighing for weighing in options if weighing == linked), options[0])
    if len(options) == 1:
        st.caption(f"Weights: {in_words(shown, chosen)}.")
        return chosen

    def follow() -> None:
        st.query_params["weights"] = str(st.session_state["weights"])

    st.session_state["weights"] = chosen
    st.segmented_control("Weights", options, key="weights", required=True, on_change=follow,
                         format_func=lambda weighing: in_words(shown, weighing))
    return chosen

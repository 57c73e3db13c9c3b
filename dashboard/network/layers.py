"""The layer table, beside torchinfo's own summary."""

import streamlit as st

from dashboard.components.layer_table.layer_table import layer_table
from dashboard.network.layer_table import table_data
from dashboard.network.totals import torchinfo_text, totals
from dashboard.network.viewed_network import ViewedNetwork
from mnist_core.network.geometry import Description

KEY = "layers_of_network"


def layers_view(shown: ViewedNetwork, network: Description) -> None:
    totals(network)
    table, summary = st.columns([13, 9], gap="small")
    with table:
        layer_table(KEY, {
            **table_data(network.layers), "hint": "see what it sees",
            "label": "The layers in order, with sizes, receptive fields and costs"}, _picked)
        st.caption("Click a layer to see what it sees.")
    with summary, st.container(key="torchinfo"):
        st.html("<style>.st-key-torchinfo code { font-size: 0.68rem; }</style>")
        st.markdown("**torchinfo's summary**")
        st.code(torchinfo_text(shown.layers), language=None)


def _picked() -> None:
    st.query_params.update({"view": "sees", "layer": str(st.session_state[KEY].picked)})
    for name in ("row", "column"):
        st.query_params.pop(name, None)

"""The layer table, in the columns of choice, to look at, copy and download."""

from collections.abc import Callable

import streamlit as st

from dashboard.components.layer_table.layer_table import layer_table
from dashboard.display.plain_text import plain, with_commands
from dashboard.navigation.address import linked
from dashboard.network.layer_table import (
    LayerTable,
    arithmetic_data,
    as_text,
    course_data,
    table_data,
)
from dashboard.network.totals import torchinfo_text, totals
from dashboard.network.viewed_network import ViewedNetwork
from mnist_core.ladders import STEPS
from mnist_core.ladders.step import PrintedTable
from mnist_core.network.geometry import Description
from mnist_core.network.notices import sentences

KEY = "layers_of_network"
COLUMNS = {"sizes": "Sizes and costs", "arithmetic": "Arithmetic", "courses": "As in the courses"}


def layers_view(shown: ViewedNetwork, network: Description) -> None:
    totals(network)
    tell_notices(network)
    follow = linked("columns", COLUMNS)
    st.segmented_control("Columns", list(COLUMNS), key="columns", required=True,
                         format_func=COLUMNS.__getitem__, on_change=follow,
                         label_visibility="collapsed")
    _VIEWS[st.session_state["columns"]](shown, network)


def tell_notices(network: Description) -> None:
    """What the network drops or never sees, a line each."""
    if told := sentences(network.layers):
        st.warning("  \n".join(map(with_commands, told)), icon=":material/visibility_off:")


def _sizes(shown: ViewedNetwork, network: Description) -> None:
    table, summary = st.columns([13, 9], gap="small")
    with table:
        _table(shown, "sizes", table_data(network.layers))
    with summary, st.container(key="torchinfo"):
        st.html("<style>.st-key-torchinfo code { font-size: 0.68rem; }</style>")
        st.markdown("**torchinfo's summary**")
        st.code(torchinfo_text(shown.layers), language=None)


def _arithmetic(shown: ViewedNetwork, network: Description) -> None:
    _table(shown, "arithmetic", arithmetic_data(network.layers))
    st.caption("The field grows by (kernel − 1) × jump, and a stride multiplies the jump. What a "
               "layer leaves as it was stays empty. Point at a column's head for its formula.")


def _courses(shown: ViewedNetwork, network: Description) -> None:
    printed = _printed(shown)
    _table(shown, "courses", course_data(network.layers, printed))
    if printed:
        first = printed.misprints[0]
        st.caption(f"**{first.printed} →**: what {plain(printed.source)} says of "
                   f"{plain(shown.step_id or '')}. After the arrow stands what is right. Copies "
                   "and files hold only that.")
    st.caption("n: width of the map, j: jump, r: receptive field, before (in) and after (out) a "
               "layer. Layers that slide no window and have no parameters are left out.")


_VIEWS: dict[str, Callable[[ViewedNetwork, Description], None]] = {
    "sizes": _sizes, "arithmetic": _arithmetic, "courses": _courses}


def _table(shown: ViewedNetwork, columns: str, table: LayerTable) -> None:
    name = "edited network" if shown.is_edited else shown.source.partition("=")[2]
    layer_table(KEY, {
        **table, "hint": "see what it sees",
        "label": "The layers in order, with sizes, receptive fields and costs",
        "texts": {"csv": as_text(table, ","), "tabs": as_text(table, "\t"),
                  "file": f"{name.replace('@', '-').replace(' ', '-')}-{columns}.csv"}}, _picked)


def _printed(shown: ViewedNetwork) -> PrintedTable | None:
    """What the author printed of exactly these layers."""
    step = STEPS.get(shown.step_id or "")
    is_its_own = step and shown.layers == step.recipe.layers
    return step.printed if step and is_its_own else None


def _picked() -> None:
    st.query_params.update({"view": "sees", "layer": str(st.session_state[KEY].picked)})
    for name in ("row", "column"):
        st.query_params.pop(name, None)

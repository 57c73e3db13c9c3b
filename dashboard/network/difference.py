"""What changed between two networks, layer by layer."""

import streamlit as st

from dashboard.components.layer_table.layer_table import layer_table
from dashboard.navigation.address import asked
from dashboard.navigation.run_options import RunOptions
from dashboard.network.layer_table import difference_data
from dashboard.network.viewed_network import ViewedNetwork, shown_network, source_of, titles
from mnist_core.ladders import STEPS, step_before
from mnist_core.network.alignment import align
from mnist_core.network.changes import network_changes
from mnist_core.network.geometry import Description
from mnist_core.network.notation import parse

WITH = "with"
BOX = "difference_with"


def difference_view(shown: ViewedNetwork, _: Description) -> None:
    before = _choose_before(shown)
    old, new = parse(before.layers), parse(shown.layers)
    changes = network_changes(old, new)
    st.markdown(" · ".join(change.text for change in changes) if changes else
                "Both networks compute the same.")
    layer_table("network_difference", {
        **difference_data(align(old, new)),
        "label": f"From {before.name} to {shown.name}, layer by layer"})
    st.caption("\\+ added, − removed, ≠ changed. Where a figure moved, the table says "
               "before → after.")


def _choose_before(shown: ViewedNetwork) -> ViewedNetwork:
    options, linked = RunOptions(BOX), asked(WITH)
    known = titles(options, linked, shown.source)
    source = linked if linked in known else _usual(shown)

    def chosen() -> None:
        st.query_params[WITH] = source_of(st.session_state[BOX], options) or source

    st.session_state[BOX] = source
    st.selectbox("Compared with", list(known), key=BOX, format_func=options.named(known),
                 on_change=chosen, accept_new_options=options.is_cut, help=options.help)
    options.hint()
    kind, _, value = source.partition("=")
    return shown_network({kind: value})


def _usual(shown: ViewedNetwork) -> str:
    """What an edited network was, the step of a run, the step before a step."""
    if shown.is_edited or shown.step_id is None:
        return shown.source
    step = STEPS[shown.step_id]
    if shown.source.startswith("run="):
        return f"step={step.id}"
    return f"step={(step_before(step) or step).id}"

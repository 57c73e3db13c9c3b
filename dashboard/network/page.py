"""The network page: a step's, a run's or an edited network, and what each of its layers sees.

The address says which (see ``shown_network``) and ``view=`` what of it; only that is computed.
"""

from collections.abc import Callable

import streamlit as st

from dashboard.components.whole_address.whole_address import whole_address
from dashboard.display.plain_text import plain
from dashboard.navigation.address import asked
from dashboard.navigation.run_in_hand import (
    head,
    offer_to_take_home,
    open_step,
    run_in_hand,
)
from dashboard.navigation.run_options import RunOptions
from dashboard.network import left_network
from dashboard.network.difference import difference_view
from dashboard.network.edit import edit_view
from dashboard.network.fields import fields_view
from dashboard.network.layers_view import layers_view
from dashboard.network.maps import activations_view, filters_view
from dashboard.network.totals import one_line as figures_in_one_line
from dashboard.network.viewed_network import ViewedNetwork, shown_network, source_of, titles
from mnist_core.library.library import DEFAULT_STEP
from mnist_core.network.draft import read_draft
from mnist_core.network.geometry import Description

VIEWS: dict[str, tuple[str, Callable[[ViewedNetwork, Description], None]]] = {
    "layers": ("Layers", layers_view), "sees": ("What it sees", fields_view),
    "activations": ("Activations", activations_view), "filters": ("Filters", filters_view),
    "edit": ("Edit", edit_view), "difference": ("Difference", difference_view),
}
BOX = "network_source"
SOURCES = ("step", "run")
# what of the address still means the same when another network is chosen
LASTING = ("view", "digit", "drawing")


def network_page() -> None:
    """Draw the page."""
    left_network.restore()
    try:
        shown, problem = shown_network(_address()), ""
    except ValueError as error:
        shown, problem = shown_network({"step": DEFAULT_STEP}), str(error)
    left_network.remember(shown)
    title, box, beside = head()
    title.title("What every layer sees", anchor=False)
    with box:
        _choose(shown)
    with beside:
        offer_to_take_home(shown.trained)
    if problem:
        st.warning(f"The address is wrong: {plain(problem)} Here is {DEFAULT_STEP} instead.",
                   icon=":material/info:")
    view = _choose_view()
    draft = read_draft(shown.layers)
    network = Description(draft.rows)
    if not draft.text and view != "edit":
        st.info("The network has no layer yet; add a first one under Edit.",
                icon=":material/layers:")
        return
    if draft.error and view != "edit":
        st.error(plain(draft.error), icon=":material/error:")
        st.caption("Mend it under Edit, where the table shows how far it can be built.")
        return
    if view not in ("layers", "edit"):
        st.caption(figures_in_one_line(network))
    VIEWS[view][1](shown, network)


def _address() -> dict[str, str]:
    """The step of the address, else the run in hand; and what somebody made of its layers."""
    address = {name: asked(name) for name in SOURCES if asked(name)}
    if "layers" in st.query_params:
        # none at all is a network that somebody begins to write
        address["layers"] = asked("layers")
    if "run" in address or not address:
        if trained := run_in_hand():
            address["run"] = trained.key
            whole_address(run=trained.key)
    else:
        open_step(address.get("step"))
    return address


def _choose(shown: ViewedNetwork) -> None:
    """The box shows the address and changes it; it keeps nothing of its own."""
    options = RunOptions(BOX)
    known = titles(options, shown.source)
    edited = f"{shown.source}&layers"
    if shown.is_edited:
        known = {edited: f"{known[shown.source]}, edited", **known}
    st.session_state[BOX] = edited if shown.is_edited else shown.source

    def chosen() -> None:
        source = source_of(st.session_state[BOX], options)
        if source is None:
            return
        kind, _, value = source.partition("=")
        lasting = {name: asked(name) for name in LASTING if asked(name)}
        st.query_params.from_dict({kind: value, **lasting})

    st.selectbox("Network", list(known), format_func=options.named(known), key=BOX,
                 on_change=chosen, accept_new_options=options.is_cut, help=options.help)
    options.hint()


def _choose_view() -> str:
    linked = asked("view")
    view = linked if linked in VIEWS else "layers"

    def chosen() -> None:
        st.query_params["view"] = str(st.session_state["network_view"])

    st.session_state["network_view"] = view
    st.segmented_control("View", list(VIEWS), key="network_view", required=True,
                         format_func=lambda name: VIEWS[name][0], on_change=chosen,
                         label_visibility="collapsed")
    return view

"""What a layer can see and does see, on a digit of choice."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.components.field_explorer.field_explorer import KEY, field_explorer
from dashboard.display.pixels import as_bytes
from dashboard.display.theme import palette
from dashboard.glossary.marked import link
from dashboard.navigation import page_list
from dashboard.navigation.address import asked
from dashboard.navigation.digit_choice import choose_digit
from dashboard.network.field_words import sight_in_short
from dashboard.network.layer_table import ARITHMETIC, notes_of
from dashboard.network.layers_view import tell_notices
from dashboard.network.viewed_network import FRESH, ViewedNetwork
from dashboard.network.weights_choice import choose_weights
from mnist_core.insight.theoretical_field import SeenPixels, square
from mnist_core.network.arithmetic import formulas
from mnist_core.network.geometry import Description, LayerGeometry
from mnist_core.network.visibility import middle, middle_columns


@st.fragment
def fields_view(shown: ViewedNetwork, network: Description) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        digit = choose_digit()
        weights = choose_weights(shown, with_fresh=False)
    layer = _linked("layer", len(network.layers)) or _first(network)
    if network.layers[layer - 1].token == "flatten":
        # it puts the values of the layer before it in a row, and sees no more
        layer -= 1
    size = network.layers[layer - 1].size_out
    kind, _, value = shown.source.partition("=")
    edited = {"layers": shown.layers} if shown.is_edited else {}
    colours = palette()
    field_explorer({
        "ask": {kind: value, **edited, "weights": weights},
        "layers": layers_to_explore(network.layers),
        "digit": as_bytes(digit.pixels), "name": digit.name,
        "layer": layer, "row": _linked("row", size), "column": _linked("column", size),
        "colours": {"square": colours.test, "muted": colours.muted},
        "untrained": _untrained(shown),
    }, _moved)
    if weights == FRESH and shown.trained is None and not shown.is_edited:
        st.page_link(page_list.TRAIN, label="Train it", icon=":material/show_chart:",
                     query_params={kind: value})
    tell_notices(network)
    with st.expander("What is shown"):
        st.markdown(_EXPLAINED)


_EXPLAINED = f"""
**Can see**: the theoretical {link("receptive-field", "receptive field")}, the square of
pixels that a value could depend on. What of it lies outside the digit is border: it holds only the
zeros that padding adds.

**Does see**: the {link("effective-receptive-field", "effective receptive field")}
([Luo et al., 2016](https://arxiv.org/abs/1701.04128)), how strongly each pixel moves the value:
the gradient of the value with respect to the pixel, its absolute value averaged over many test
digits. Each digit asks another channel in turn, unless one is chosen. The scale is the share of
the whole effect that one pixel has.

**Before training** are the random weights that the recipe's seed begins with.
"""


def layers_to_explore(layers: Sequence[LayerGeometry]) -> list[dict[str, Any]]:
    """Of every layer its map, its arithmetic, and what the middle of its map can see."""
    return [{
        "token": row.token, "size": row.size_out, "channels": row.out_channels,
        "field": row.receptive_field, "jump": row.jump, "left": row.left,
        "rearranges": row.token == "flatten", "columns": columns,
        "sees": sight_in_short(square(row, middle(row), middle(row)),
                               SeenPixels(columns, columns)),
        "note": note,
        "formulas": [{"key": quantity, "name": ARITHMETIC[quantity][0], "words": formula.words,
                      "figures": formula.text} for quantity, formula in found.items()],
    } for row, columns, found, note in zip(
        layers, middle_columns(layers), formulas(layers),
        (notes_of(layers).get(number, "") for number in range(1, len(layers) + 1)), strict=True)]


def _untrained(shown: ViewedNetwork) -> str:
    if shown.is_edited:
        return "Not trained: nobody trained these layers. \"Train this\" is under Edit."
    if shown.trained is not None:
        return f"There are no weights of {shown.trained.short_label} to look at."
    return "Not trained here yet: train the step, then come back."


def _first(network: Description) -> int:
    """The first layer that sees as much as anything does before the last pooling, from 1."""
    widest = network.head_input.receptive_field
    return next(number for number, layer in enumerate(network.layers, start=1)
                if layer.receptive_field == widest)


def _linked(name: str, most: int) -> int | None:
    text = asked(name)
    return int(text) if text.isdecimal() and len(text) < 5 and 1 <= int(text) <= most else None


def _moved() -> None:
    """Keep the link true to where a person is."""
    state: Any = st.session_state[KEY]
    if state.at:
        names = ("layer", "row", "column")
        st.query_params.update(dict(zip(names, map(str, state.at), strict=True)))

"""What every layer makes of a digit, and the filters that it looks through."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
import torch
from torch import Tensor

from dashboard.admission.busy import Busy
from dashboard.admission.pages import heavily, wait_and_try_again
from dashboard.components.map_sheets.map_sheets import map_sheets
from dashboard.display.pixels import quantised
from dashboard.display.plain_text import with_commands
from dashboard.display.theme import palette
from dashboard.glossary.marked import link
from dashboard.navigation.digit_choice import Digit, choose_digit
from dashboard.network.sheets import activation_sheet, filter_sheet, layers_to_show
from dashboard.network.viewed_network import ViewedNetwork, Weighing
from dashboard.network.weights_choice import choose_weights
from mnist_core.data.normalise import normalise
from mnist_core.insight.activations import activations
from mnist_core.insight.filters import filters
from mnist_core.network.geometry import IMAGE_SIZE, Description
from mnist_core.training.memory import digits_at_once

Result = TypeVar("Result")
_SCALE = ("Each layer has a scale of its own: from black to white, or where there are negative "
          "values, blue below 0 and orange above.")


@st.fragment
def activations_view(shown: ViewedNetwork, network: Description) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        digit = choose_digit()
        weights = choose_weights(shown)
    outputs = _computed(lambda: _outputs(shown, weights, network, digit))
    if outputs is None:
        return
    reading = outputs[-1].flatten().softmax(0)
    st.caption(f"{digit.name.capitalize()}, read as **{int(reading.argmax())}**, "
               f"{100 * float(reading.max()):.0f} % sure. {_SCALE} "
               f"{link('dropout', 'Dropout')} does nothing here.")
    map_sheets("activations", {
        "text": palette().text, "layout": "wide",
        "sheets": [_input_sheet(digit), *(
            activation_sheet(index + 1, network.layers[index], outputs[index].numpy())
            for index in layers_to_show(network.layers))]})


@st.fragment
def filters_view(shown: ViewedNetwork, network: Description) -> None:
    weights = choose_weights(shown)
    found = _computed(lambda: filters(shown.weights(weights).network))
    if found is None:
        return
    st.caption(f"A row of tiles is one output, a column one of its inputs. {_SCALE}")
    map_sheets("filters", {
        "text": palette().text, "layout": "grid",
        "sheets": [filter_sheet(one.layer + 1, network.layers[one.layer], one.weights.numpy())
                   for one in found]})


def _outputs(shown: ViewedNetwork, weights: Weighing, network: Description,
             digit: Digit) -> list[Tensor]:
    digits_at_once(network.layers, 1, kept=True)
    pixels = torch.from_numpy(digit.pixels.copy())[None]
    return activations(shown.weights(weights).network,
                       normalise(pixels, shown.recipe.normalisation))


def _computed(work: Callable[[], Result]) -> Result | None:
    """None where there are no such weights or no memory for them, which the page has then said."""
    try:
        return heavily(work)
    except ValueError as error:
        st.info(with_commands(str(error)), icon=":material/info:")
    except Busy as busy:
        wait_and_try_again(busy)
    return None


def _input_sheet(digit: Digit) -> dict[str, Any]:
    """The digit itself, before it is normalised."""
    return {"title": "0  the digit", "about": f"1 × {IMAGE_SIZE} × {IMAGE_SIZE}", "tiles": 1,
            "side": IMAGE_SIZE, "zoom": 3, "labels": [], "what": "pixel", "matrix": 0,
            **quantised(digit.pixels / 255)}

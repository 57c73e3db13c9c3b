"""Choosing the digit that a network looks at: one of the test set, or the one drawn last."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.navigation.address import asked
from dashboard.server.resources import data_state
from mnist_core.data.mnist import Split
from mnist_core.network.geometry import IMAGE_SIZE

# the Draw page leaves its last digit here: uint8 [28, 28], white ink 255
DRAWN = "drawn_digit"
_TESTED, _DRAWN = "test", "drawn"
_KINDS = {_TESTED: "A test digit", _DRAWN: "The digit drawn last"}


@dataclass(frozen=True, slots=True)
class Digit:
    """``pixels`` uint8 [28, 28], white ink 255; ``name`` says which it is: "test digit 3, a 0"."""

    pixels: NDArray[np.uint8]
    name: str


def choose_digit() -> Digit:
    """Its controls and what they say; the address keeps it as ``digit=17`` or ``digit=drawn``."""
    drawn = st.session_state.get(DRAWN)
    dataset = data_state().dataset
    if drawn is not None and _wants_drawing():
        return Digit(np.asarray(drawn, np.uint8), "the digit drawn last")
    if dataset is None:
        return Digit(np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.uint8), "a blank picture")
    return _tested(dataset.test)


def _wants_drawing() -> bool:
    is_asked = asked("digit") == _DRAWN or "drawing" in st.query_params

    def chosen() -> None:
        st.query_params.pop("drawing", None)
        st.query_params["digit"] = (_DRAWN if st.session_state["digit_kind"] == _DRAWN else "0")

    st.session_state["digit_kind"] = _DRAWN if is_asked else _TESTED
    st.segmented_control("Digit", list(_KINDS), key="digit_kind", required=True,
                         format_func=_KINDS.__getitem__, on_change=chosen)
    return is_asked


def _tested(digits: Split) -> Digit:
    last = len(digits) - 1
    linked = asked("digit")
    number = min(int(linked), last) if linked.isdecimal() and len(linked) < 9 else 0
    label = int(digits.labels[number])

    def typed() -> None:
        st.query_params["digit"] = str(st.session_state["digit_number"])

    def picked() -> None:
        wanted = st.session_state["digit_class"]
        if wanted is None:
            wanted = label
        # the next of this class, from the beginning again after the last
        after = (digits.labels.roll(-number - 1) == wanted).nonzero()
        if len(after):
            st.query_params["digit"] = str((int(after[0]) + number + 1) % len(digits))

    st.session_state["digit_number"] = number
    st.session_state["digit_class"] = label
    st.number_input("Test digit", 0, last, key="digit_number", on_change=typed, width=130,
                    help="Its number in the test set, from 0.")
    st.pills("What it is; pick again for the next one", range(10), key="digit_class",
             on_change=picked, wrap=True)
    return Digit(digits.images[number].numpy(), f"test digit {number:,}, a {label}")

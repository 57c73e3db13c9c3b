"""The Our digits page: a round of ten to draw, others' digits to confirm, and the class's set.

The set consists of the confirmed digits; how networks read it is shown as of MNIST's test digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.class_digits.networks import every_network
from dashboard.class_digits.readings import measured, reading
from dashboard.class_digits.writers import writers
from dashboard.components.digit_round.digit_round import digit_round
from dashboard.display.plain_text import plain
from dashboard.errors.matrix_and_wall import matrix_and_wall
from dashboard.errors.view import ErrorsView
from dashboard.navigation.address import linked
from dashboard.navigation.run_in_hand import nothing_to_show, run_head, take_along
from dashboard.people.class_digits import confirmed_digits
from dashboard.people.identity import this_member
from dashboard.readings.readings import why_no_weights
from mnist_core.base.format import count_of
from mnist_core.data.label_errors import LabelError
from mnist_core.runs.saved.class_digits import ClassDigit
from mnist_core.runs.saved.class_digits_zip import class_digits_zip
from mnist_core.runs.saved.drawings_zip import images_of
from mnist_core.trained.trained import Trained, with_step

DRAW, WRITERS, MATRIX, NETWORKS = "draw", "writers", "matrix", "networks"
VIEWS = {DRAW: "Draw and confirm", WRITERS: "Writers", MATRIX: "Matrix and wall",
         NETWORKS: "Every step and run"}


@dataclass(frozen=True, slots=True)
class ClassSetView(ErrorsView):
    """A network's answers to the class's own digits."""

    digits: Sequence[ClassDigit]

    @property
    def images(self) -> NDArray[np.uint8]:
        return images_of(self.digits)

    @property
    def ids(self) -> list[int]:
        return [digit.id for digit in self.digits]

    @property
    def disputes(self) -> dict[int, LabelError]:
        return {}


def class_digits_page() -> None:
    """Draw the page."""
    this_member()
    place = st.container()
    st.segmented_control("Show", list(VIEWS), required=True, key="show",
                         format_func=VIEWS.__getitem__, on_change=linked("show", VIEWS),
                         label_visibility="collapsed")
    view: str = st.session_state["show"]
    if view == DRAW:
        take_along()
        place.title("Our digits", anchor=False)
        digit_round()
        return
    with place:
        title, trained = run_head()
    title.title("Our digits", anchor=False)
    digits = confirmed_digits()
    if not digits:
        st.info("No digit is confirmed yet: draw yours, and say what others' are.",
                icon=":material/signature:")
        return
    _about(digits)
    if trained is None:
        return
    shown = measured(trained, digits)
    if len(shown) < len(digits):
        st.caption(f"{plain(with_step(trained))} was trained on the class's digits, too: it is "
                   f"measured on the {count_of(len(shown), 'digit')} of writers whose hands it "
                   "has not seen.")
    if not shown:
        return
    if not trained.moments:
        nothing_to_show(trained, why_no_weights(trained))
        return
    _set(view, trained, shown, digits)


def _set(view: str, trained: Trained, digits: Sequence[ClassDigit],
         everybodys: Sequence[ClassDigit]) -> None:
    """``digits`` are those that this network is measured on."""
    try:
        evaluation = reading(trained, digits)
    except ValueError as error:
        st.info(plain(str(error)), icon=":material/broken_image:")
        return
    shown = ClassSetView(trained, "best", evaluation, None, digits)
    wrong = int((~evaluation.correct).sum())
    if view != NETWORKS:
        st.markdown(f"{plain(with_step(trained))} reads **{wrong:,}** of "
                    f"{count_of(len(digits), 'digit')} wrong: "
                    f"**{evaluation.accuracy:.2f} %** right.")
    if view == WRITERS:
        writers(evaluation, digits)
    elif view == MATRIX:
        matrix_and_wall(shown)
    else:
        every_network(shown, everybodys)


def _about(digits: Sequence[ClassDigit]) -> None:
    num_writers = len({digit.writer for digit in digits})
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{count_of(len(digits), 'confirmed digit')} by "
                   f"{count_of(num_writers, 'writer')}",
                   width="content")
        st.download_button("Download", lambda: class_digits_zip(digits), "class-digits.zip",
                           "application/zip", icon=":material/download:",
                           help="As MNIST's four files, as an NPZ file and as PNG pictures; "
                                "writers are numbers.")

"""The Draw page: a pad, and what up to four trained networks take the drawing for."""

from base64 import b64decode
from collections.abc import Sequence

import numpy as np
import streamlit as st

from dashboard.components.draw_pad.draw_pad import draw_pad
from dashboard.components.projector.projector import projector
from dashboard.components.saved_drawings.saved_drawings import saved_drawings
from dashboard.display.page_style import BELOW_ALL, BELOW_THE_PAD
from dashboard.draw.models_beside import models_beside
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page, linked
from dashboard.navigation.digit_choice import DRAWN
from dashboard.navigation.run_in_hand import nothing_to_show, run_head
from dashboard.readings.readings import why_no_weights
from mnist_core.ladders import LADDERS, find_step
from mnist_core.library.library import DEFAULT_STEP
from mnist_core.trained.trained import Moment, Trained, with_step

LOOK_SECONDS = 3
WEIGHTS: dict[Moment, str] = {"best": "best", "last": "last"}


def draw_page() -> None:
    top = st.container()
    title, trained = run_head()
    title.title("Draw a digit", anchor=False)
    if trained is None:
        return
    if not trained.moments:
        nothing_to_show(trained, why_no_weights(trained))
        return
    with top:
        projector("draw")
    # on a phone they stand below the pad (page_style)
    with st.container(horizontal=True, vertical_alignment="bottom", key=BELOW_THE_PAD):
        with st.container(width=640):
            models = [trained, *models_beside(trained)]
        moments = [moment for moment in WEIGHTS
                   if any(moment in model.moments for model in models)]
        st.segmented_control("Weights", moments, required=True, key="weights",
                             format_func=WEIGHTS.__getitem__,
                             on_change=linked("weights", moments),
                             help="Those of the best epoch, or as they are now. Of a reference "
                                  "run there are only the best.")
    # only a run that goes on can have newer weights by itself
    every = LOOK_SECONDS if any(model.is_active for model in models) else None
    st.fragment(_pad, run_every=every)(models, st.session_state["weights"])
    step_id = trained.step_id or DEFAULT_STEP
    with st.container(key=BELOW_ALL):
        saved_drawings([(ladder.id, ladder.title) for ladder in LADDERS],
                       find_step(step_id).ladder_id)


def _pad(models: Sequence[Trained], weights: Moment) -> None:
    pixels = draw_pad({
        "models": [{"key": model.key, "label": with_step(model), "title": model.label}
                   for model in models],
        "weights": weights, "version": " ".join(model.version for model in models)})
    if pixels:
        digit = np.frombuffer(b64decode(pixels), np.uint8).reshape(28, 28)
        st.session_state[DRAWN] = digit
        go_to_page(page_list.NETWORK, run=models[0].key, view="activations", digit="drawn")

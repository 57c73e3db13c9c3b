"""The Errors page: which digits a network reads wrong, and why one might think so.

Whose answers are shown and the four views of the page; each view is a module of its own.
"""

import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from dashboard.components.projector.projector import projector
from dashboard.display.plain_text import plain
from dashboard.errors.among_all import among_all
from dashboard.errors.changes import changes
from dashboard.errors.feature_map import in_its_features
from dashboard.errors.matrix_and_wall import matrix_and_wall
from dashboard.errors.view import ErrorsView
from dashboard.navigation.address import linked
from dashboard.navigation.run_in_hand import nothing_to_show, run_head
from dashboard.people.looking import library
from dashboard.readings.readings import (
    can_be_read,
    is_same_data,
    reading,
    why_not_shown,
    why_nothing,
)
from dashboard.server.resources import data_state
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.trained.trained import Moment, Trained, with_step
from mnist_core.training.evaluate import Evaluation

VIEWS: dict[str, tuple[str, Callable[[ErrorsView], None]]] = {
    "matrix": ("Matrix and wall", matrix_and_wall),
    "hard": ("Hard for everyone", among_all),
    "changes": ("Fixed and broken", changes),
    "map": ("Feature map", in_its_features),
}
_OLDER_VIEWS = {"Matrix and wall": "matrix", "Hard for everyone": "hard",
                "Fixed and broken": "changes", "Feature map": "map"}
EPOCHS: dict[Moment, str] = {"best": "best", "last": "last"}
LOOK_SECONDS = 3


def errors_page() -> None:
    _import_ahead()
    top = st.container()
    head, trained = run_head()
    best, view = _choose(trained) if trained and can_be_read(trained) else (True, "")
    evaluation, moment = reading(trained, best=best) if trained else (None, "")
    if trained is None or evaluation is None:
        head.title("Errors", anchor=False)
        if trained:
            nothing_to_show(trained, why_nothing(trained, best=best))
            _newer(trained.key, None, best=best)
        return
    with top:
        projector("errors")
    wrong = int((~evaluation.correct).sum())
    head.title(f"{wrong:,} of {len(evaluation.labels):,} read wrong", anchor=False)
    head.caption(f"{with_step(trained)} · {moment} · "
                 f"{evaluation.accuracy:.2f} %{_sample_note(trained)}")
    if isinstance(trained, OwnRun) and (trained.is_active or trained.run.is_attached):
        _newer(trained.key, moment, best=best)
    dataset = data_state().dataset
    if dataset is None or not is_same_data(trained, evaluation, dataset):
        st.info(plain(why_not_shown(trained, dataset)), icon=":material/hide_image:")
        dataset = None
    VIEWS[view][1](ErrorsView(trained, "best" if best else "last", evaluation, dataset))


def _choose(trained: Trained) -> tuple[bool, str]:
    """Whether the network is shown as it was at its best epoch, and the view."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        best = trained.best_epoch is not None
        if best and "last" in trained.moments:
            st.segmented_control("Epoch", list(EPOCHS), required=True, key="epoch",
                                 format_func=EPOCHS.__getitem__,
                                 on_change=linked("epoch", EPOCHS))
            best = st.session_state["epoch"] == "best"
        st.segmented_control("Show", list(VIEWS), required=True, key="show",
                             format_func=lambda view: VIEWS[view][0],
                             on_change=linked("show", VIEWS, _OLDER_VIEWS))
    return best, st.session_state["show"]


def _sample_note(trained: Trained) -> str:
    """Where a reference run has read other digits than it was measured on."""
    dataset = data_state().dataset
    if not (trained.is_reference and dataset and dataset.source.is_sample):
        return ""
    return " on the offline sample's digits, some of which it was trained on"


@st.fragment(run_every=LOOK_SECONDS)
def _newer(key: str, shown: str | None, *, best: bool) -> None:
    """While a run goes on, offer what is newer; a wall that moved by itself would annoy.

    ``shown`` is the moment that the page shows; None where it shows none yet.
    """
    evaluation: Evaluation | None
    evaluation, moment = reading(library().find(key), best=best)
    if evaluation is None or moment == shown:
        return
    newer = f"{moment.capitalize()} is {'better' if best else 'measured'}: show it"
    if shown is None or st.button(newer, icon=":material/refresh:"):
        st.rerun()


@cache
def _import_ahead() -> None:
    """What the first opened digit will need, so that it need not wait for an import."""
    def work() -> Any:
        from mnist_core.insight import attributions

        return attributions
    threading.Thread(target=work, name="import ahead", daemon=True).start()

"""The Errors page: which digits a run reads wrong, and what it takes them for."""

from typing import Any

import numpy as np
import streamlit as st

from dashboard.components.confusion_matrix import KEY as MATRIX
from dashboard.components.confusion_matrix import confusion_matrix
from dashboard.components.digit_wall import KEY as WALL
from dashboard.components.digit_wall import digit_wall
from dashboard.confusion import MODES, matrix_data
from dashboard.lab import data_state, library, store
from dashboard.run_choice import choose_run
from dashboard.theme import palette
from dashboard.wall import (
    LABELS,
    LIMIT,
    ORDERS,
    Selection,
    pool,
    selected,
    wall_data,
    worst_pairs,
)
from mnist_core.dataset import Dataset
from mnist_core.evaluate import Evaluation
from mnist_core.label_errors import LABEL_ERRORS, LabelError
from mnist_core.runs.own_run import OwnRun
from mnist_core.trained import Trained

ANY = "any"
CLASSES = (ANY, *map(str, range(10)))
NUM_PAIRS = 6
NUM_OTHERS = 5
LOOK_SECONDS = 3


def errors_page() -> None:
    head = st.container(gap=None)
    trained, best = _choose()
    evaluation, moment = _reading(trained, best) if trained else (None, "")
    if trained is None or evaluation is None:
        head.title("Errors", anchor=False)
        if trained:
            st.info(f"{trained.short_label} was paused in its first epoch and is reading the test "
                    "digits.", icon=":material/hourglass_empty:")
            _newer(trained.key, moment, best)
        return
    wrong = int((~evaluation.correct).sum())
    head.title(f"{wrong:,} of {len(evaluation.labels):,} read wrong", anchor=False)
    head.caption(f"{trained.short_label} · {trained.step_id or 'own recipe'} · {moment} · "
                 f"{evaluation.accuracy:.2f} %")
    if isinstance(trained, OwnRun) and (trained.is_active or trained.run.is_attached):
        _newer(trained.key, moment, best)
    left, right = st.columns([5, 8], gap="large")
    # the wall first: its boxes decide which cell of the matrix is ringed
    with right:
        _wall(trained, evaluation)
    with left:
        _matrix(evaluation)


def _choose() -> tuple[Trained | None, bool]:
    """The run, and whether as it was at its best epoch."""
    with st.container(horizontal=True):
        box = st.container(width=420)
        with box:
            trained = choose_run(_can_be_read)
        if trained is None or trained.best_epoch is None:
            return trained, False
        if "last" not in trained.moments:
            return trained, True
        which = st.segmented_control("Epoch", ["best", "last"], default="best", required=True,
                                     key="epoch", bind="query-params")
    return trained, which == "best"


def _can_be_read(trained: Trained) -> bool:
    """A paused worker reads the test digits at once."""
    if not isinstance(trained, OwnRun):
        return bool(trained.moments)
    run = trained.run
    is_reading = run.state == "paused" and run.is_attached
    return run.epochs_done > 0 or is_reading or store().glimpse(run) is not None


def _reading(trained: Trained, best: bool) -> tuple[Evaluation | None, str]:
    """What the run made of the test digits, and when: ``epoch 2`` or ``epoch 2, batch 117``."""
    if not isinstance(trained, OwnRun):
        dataset = data_state().dataset
        return (trained.evaluation(dataset) if dataset else None), f"epoch {trained.best_epoch}"
    run = trained.run
    glimpse = None if best else store().glimpse(run)
    if glimpse is None:
        return (store().evaluation(run.id, best=best),
                f"epoch {run.best_epoch if best else run.epochs_done}")
    if glimpse.position == 0:
        return glimpse.evaluation, "before its first batch"
    epoch, batch = divmod(glimpse.position - 1, run.num_batches)
    return glimpse.evaluation, f"epoch {epoch + 1}, batch {batch + 1}"


@st.fragment(run_every=LOOK_SECONDS)
def _newer(key: str, shown: str, best: bool) -> None:
    """While a run goes on, offer what is newer; a wall that moved by itself would annoy."""
    evaluation, moment = _reading(library().find(key), best)
    if evaluation is None or moment == shown:
        return
    is_first = shown == "epoch 0"
    if is_first or st.button(f"{moment.capitalize()} is {'better' if best else 'measured'}: show "
                             "it", icon=":material/refresh:"):
        st.rerun()


def _matrix(evaluation: Evaluation) -> None:
    mode = st.segmented_control("Cells", MODES, default=MODES[0], required=True, key="cells",
                                bind="query-params", label_visibility="collapsed")
    confusion_matrix(matrix_data(evaluation.confusion, mode, _cell(), palette()),
                     on_choose=_clicked)
    note = "The diagonal, read right, is left out. " if mode == MODES[0] else ""
    st.caption(f"{note}Click a cell to see its digits; click it again to see all.")
    _pairs(evaluation)


def _pairs(evaluation: Evaluation) -> None:
    """The most frequent errors in words, to pick without a mouse."""
    pairs = {(true, read): f"{true} → {read} · {num}"
             for true, read, num in worst_pairs(evaluation.confusion, NUM_PAIRS)}
    if not pairs:
        return

    def picked() -> None:
        _go_to(st.session_state["pair"] or (None, None))

    st.session_state["pair"] = _cell() if _cell() in pairs else None
    st.pills("Most frequent", list(pairs), key="pair", format_func=pairs.__getitem__,
             on_change=picked, wrap=True)


def _cell() -> tuple[int | None, int | None]:
    """The chosen true and read classes."""
    true, read = (st.session_state.get(key, ANY) for key in ("true", "read"))
    return (None if true == ANY else int(true), None if read == ANY else int(read))


def _clicked() -> None:
    true, read = st.session_state[MATRIX].cell
    _go_to((None, None) if (true, read) == _cell() else (true, read))


def _go_to(cell: tuple[int | None, int | None]) -> None:
    for key, value in zip(("true", "read"), cell, strict=True):
        st.session_state[key] = ANY if value is None else str(value)


def _wall(trained: Trained, evaluation: Evaluation) -> None:
    dataset = data_state().dataset
    disputes = _disputes(dataset)
    selection = _selection(bool(disputes))
    indices = selected(evaluation, selection, disputes)
    total = len(pool(evaluation, selection))
    kind = (f"digits read right as {selection.true}" if selection.shows_right
            else "wrong digits")
    told = [f"{len(indices):,} of {total:,} {kind}"]
    if len(indices) > LIMIT:
        told.append(f"the first {LIMIT} are shown")
    if any(index in disputes for index in indices.tolist()[:LIMIT]):
        told.append("dot: people dispute the label")
    st.caption(" · ".join(told))
    if dataset is None or not _is_same_data(trained, evaluation, dataset):
        loaded = dataset.source.description if dataset else "no data"
        st.info(f"These digits cannot be shown: {trained.short_label} was measured on "
                f"{trained.source}; loaded "
                f"now: {loaded}.", icon=":material/hide_image:")
        return
    empty = "No digit fits these filters." if total else "Not one digit is read wrong."
    digit_wall({**wall_data(evaluation, dataset.test.images.numpy(), indices, disputes,
                            _others(trained, dataset)),
                "opened": st.session_state.setdefault("linked_digit", _linked_digit()),
                "empty": empty}, on_open=_opened)


def _selection(has_disputes: bool) -> Selection:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("True", CLASSES, key="true", bind="query-params", width=88)
        st.selectbox("Read as", CLASSES, key="read", bind="query-params", width=88)
        order = st.selectbox("Sort", ORDERS, key="sort", bind="query-params", width=180)
        labels = LABELS[0] if not has_disputes else st.selectbox(
            "Labels", LABELS, key="labels", bind="query-params", width=130,
            help="Disputed: of five people, fewer than three chose the published label.")
        low, high = st.slider("Confidence, %", 0, 100, (0, 100), key="confidence",
                              bind="query-params", width=190)
    return Selection(*_cell(), confidence=(low, high), labels=labels, order=order)


def _disputes(dataset: Dataset | None) -> dict[int, LabelError]:
    """The published label errors, which count places in the real test set only."""
    if dataset is None or dataset.source.is_sample:
        return {}
    return LABEL_ERRORS


def _is_same_data(trained: Trained, evaluation: Evaluation, dataset: Dataset) -> bool:
    # a reference run has just read the digits that are loaded
    return trained.is_reference or (
        trained.source == dataset.source.description
        and np.array_equal(evaluation.labels, dataset.test.labels.numpy()))


def _others(trained: Trained, dataset: Dataset) -> dict[str, Evaluation]:
    """The newest other runs that read the same digits, at their best epochs."""
    others: dict[str, Evaluation] = {}
    for other in library().own():
        if other.key == trained.key or not other.best_epoch or len(others) == NUM_OTHERS:
            continue
        evaluation = other.evaluation(dataset)
        if evaluation and _is_same_data(other, evaluation, dataset):
            others[other.short_label] = evaluation
    return others


def _linked_digit() -> int | None:
    text = st.query_params.get("digit", "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _opened() -> None:
    """Keep the link true to what is opened."""
    state: Any = st.session_state[WALL]
    if state.opened is None:
        st.query_params.pop("digit", None)
    else:
        st.query_params["digit"] = str(state.opened)

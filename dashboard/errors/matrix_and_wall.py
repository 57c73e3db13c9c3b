"""The first view of the Errors page: the confusion matrix, and the wall of its digits."""

import streamlit as st

from dashboard.components.confusion_matrix.confusion_matrix import KEY as MATRIX
from dashboard.components.confusion_matrix.confusion_matrix import confusion_matrix
from dashboard.display.theme import palette
from dashboard.errors.confusion import matrix_data
from dashboard.errors.view import ErrorsView, held, show_wall
from dashboard.errors.wall import LIMIT, Labels, Order, Selection, pool, selected
from dashboard.glossary.marked import link
from dashboard.navigation.address import asked, choose, linked
from mnist_core.findings.analysis import confused_pairs
from mnist_core.findings.confusion import Mode
from mnist_core.training.evaluate import Evaluation

ANY = "any"
CLASSES = {ANY: "any", **{str(digit): str(digit) for digit in range(10)}}
MODES: dict[Mode, str] = {"errors": "Errors only", "counts": "Counts", "shares": "Row %"}
ORDERS: dict[Order, str] = {"worst": "worst first", "closest": "closest call first",
                            "class": "by class", "index": "by index"}
LABELS: dict[Labels, str] = {"all": "all", "disputed": "disputed", "undisputed": "undisputed"}
_OLDER_MODES = {"Errors only": "errors", "Counts": "counts", "Row %": "shares"}
_OLDER_ORDERS = {"worst first": "worst", "closest call first": "closest", "by class": "class",
                 "by index": "index"}
NUM_PAIRS = 6


def matrix_and_wall(shown: ErrorsView) -> None:
    left, right = st.columns([5, 8], gap="large")
    with left:
        _matrix(shown.evaluation)
    with right:
        _wall(shown)


def _matrix(evaluation: Evaluation) -> None:
    st.segmented_control("Cells", list(MODES), required=True, key="cells",
                         format_func=MODES.__getitem__, label_visibility="collapsed",
                         on_change=linked("cells", MODES, _OLDER_MODES))
    mode: Mode = st.session_state["cells"]
    confusion_matrix(matrix_data(evaluation.confusion, mode, _cell(), palette()),
                     on_choose=_clicked)
    note = "The diagonal, read right, is left out. " if mode == "errors" else ""
    st.caption(f"{note}Click a cell to see its digits; click it again to see all. "
               f"{link('recall', 'Recall and precision')} (prec.) in percent.")
    _pairs(evaluation)


def _pairs(evaluation: Evaluation) -> None:
    """The most frequent errors in words, to pick without a mouse."""
    pairs = {(true, read): f"{true} → {read} · {num}"
             for true, read, num in confused_pairs(evaluation.labels, evaluation.predicted,
                                                      NUM_PAIRS)}
    if not pairs:
        return

    def picked() -> None:
        _go_to(st.session_state["pair"] or (None, None))

    st.session_state["pair"] = _cell() if _cell() in pairs else None
    st.pills("Most frequent", list(pairs), key="pair", format_func=pairs.__getitem__,
             on_change=picked, wrap=True)


def _cell() -> tuple[int | None, int | None]:
    """The true and read classes of the address."""
    true, read = (int(asked(key)) if asked(key) in CLASSES and asked(key) != ANY else None
                  for key in ("true", "read"))
    return true, read


def _clicked() -> None:
    true, read = st.session_state[MATRIX].cell
    _go_to((None, None) if (true, read) == _cell() else (true, read))


def _go_to(cell: tuple[int | None, int | None]) -> None:
    choose(CLASSES, **{key: ANY if value is None else str(value)
                       for key, value in zip(("true", "read"), cell, strict=True)})


def _wall(shown: ErrorsView) -> None:
    disputed = shown.disputes
    selection = _selection(bool(disputed))
    indices = selected(shown.evaluation, selection, disputed)
    total = len(pool(shown.evaluation, selection))
    kind = (f"digits read right as {selection.true}" if selection.shows_right
            else "wrong digits")
    told = [f"{len(indices):,} of {total:,} {kind}{held(len(indices))}"]
    if any(index in disputed for index in indices.tolist()[:LIMIT]):
        told.append(f"dot: people {link('disputed-label', 'dispute the label')}")
    st.caption(" · ".join(told))
    show_wall(shown, indices,
              "No digit fits these filters." if total else "Not one digit is read wrong.")


def _selection(has_disputes: bool) -> Selection:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, title in (("true", "True"), ("read", "Read as")):
            st.selectbox(title, list(CLASSES), key=name, width=88,
                         format_func=CLASSES.__getitem__, on_change=linked(name, CLASSES))
        order = st.selectbox("Sort", list(ORDERS), key="sort", width=180,
                             format_func=ORDERS.__getitem__,
                             on_change=linked("sort", ORDERS, _OLDER_ORDERS),
                             help="Worst first: by loss. Closest call first: by the margin "
                                  "between the two most probable classes.")
        labels: Labels = "all" if not has_disputes else st.selectbox(
            "Labels", list(LABELS), key="labels", width=130, format_func=LABELS.__getitem__,
            on_change=linked("labels", LABELS),
            help="Disputed: of five people, fewer than three chose the published label.")
        low, high = st.slider("Confidence, %", 0, 100, (0, 100), key="confidence",
                              bind="query-params", width=190)
    return Selection(*_cell(), confidence=(low, high), labels=labels, order=order)

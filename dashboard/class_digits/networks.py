"""How every step's reference runs and the finished own runs read the class's digits."""

from collections.abc import Sequence
from contextlib import suppress
from html import escape

import numpy as np
import streamlit as st

from dashboard.class_digits.readings import is_read, measured, networks, reading
from dashboard.compare.tables import style, table
from dashboard.display.theme import palette
from dashboard.errors.view import ErrorsView, show_wall
from dashboard.readings.other_networks import MIN_ACCURACY
from mnist_core.base.format import count_of, percent
from mnist_core.runs.saved.class_digits import ClassDigit
from mnist_core.trained.trained import Trained, with_step
from mnist_core.training.evaluate import Evaluation

MOST_HARDEST = 50
_HEAD = "".join(f'<th scope="col"{kind}>{words}</th>' for words, kind in (
    ("network", ""), ("on our digits", ' class="figure"'), ("misread", ' class="figure"'),
    ("on MNIST's test digits", ' class="figure"')))


def every_network(shown: ErrorsView, digits: Sequence[ClassDigit]) -> None:
    """The digits that most of them misread, and a table of them, the best first."""
    known = [(trained, of) for trained in networks() if (of := measured(trained, digits))]
    waiting = [(trained, of) for trained, of in known if not is_read(trained, of)]
    if waiting:
        st.button(f"Read them with {count_of(len(waiting), 'network')}", type="primary",
                  icon=":material/play_arrow:", key="read_all")
        if st.session_state["read_all"]:
            _read(waiting)
    # an own run whose weights are damaged has no row; its own page says so
    found = [(trained, reading(trained, of)) for trained, of in known if is_read(trained, of)]
    found.sort(key=lambda one: -one[1].accuracy)
    _hardest(shown, [evaluation for trained, evaluation in found
                     if (trained.best_test_accuracy or 0) >= MIN_ACCURACY
                     and len(evaluation.labels) == len(shown.evaluation.labels)])
    rows = [f'<tr><th scope="row">{escape(with_step(trained))}</th>'
            f'<td class="figure">{percent(evaluation.accuracy)}</td>'
            f'<td class="figure">{int((~evaluation.correct).sum())}</td>'
            f'<td class="figure">{percent(trained.best_test_accuracy)}</td></tr>'
            for trained, evaluation in found]
    if rows:
        st.subheader("Networks", anchor=False)
        if any(trained.recipe.class_digits for trained, _ in found):
            st.caption("Networks that were trained on the class's digits, too, are measured on "
                       "those of writers whose hands they have not seen.")
        st.html(style(palette()) + table("Networks", _HEAD, rows))


def _read(waiting: Sequence[tuple[Trained, Sequence[ClassDigit]]]) -> None:
    with st.spinner("Reading"):
        bar = st.progress(0.0)
        for place, (trained, of) in enumerate(waiting, start=1):
            with suppress(ValueError):
                reading(trained, of)
            bar.progress(place / len(waiting))
    st.rerun()


def _hardest(shown: ErrorsView, jury: Sequence[Evaluation]) -> None:
    if len(jury) < 2:
        return
    times_wrong = np.sum([~evaluation.correct for evaluation in jury], axis=0)
    indices = np.lexsort((-shown.evaluation.losses, -times_wrong))
    indices = indices[times_wrong[indices] > 0][:MOST_HARDEST]
    st.subheader("Hardest digits", anchor=False)
    st.caption(f"Below each: how many misread it of {len(jury)} networks with at least "
               f"{MIN_ACCURACY:.0f} % on MNIST's test digits.")
    show_wall(shown, indices, "None of them misreads a single digit.",
              {index: f"{times_wrong[index]}/{len(jury)}" for index in indices.tolist()})

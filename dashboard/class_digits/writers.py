"""Who writes what a network cannot read: a row a writer."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.compare.tables import style, table
from dashboard.display.theme import palette
from dashboard.people.class_digits import all_digits
from dashboard.people.shown_name import shown_names
from mnist_core.base.files.png import png_base64
from mnist_core.runs.saved.class_digits import ClassDigit
from mnist_core.training.evaluate import Evaluation

_HEAD = "".join(f'<th scope="col"{kind}>{words}</th>' for words, kind in (
    ("writer", ""), ("drawn", ' class="figure"'), ("confirmed", ' class="figure"'),
    ("misread", ' class="figure"'), ("which", ' class="wide"')))


def writers(evaluation: Evaluation, digits: Sequence[ClassDigit]) -> None:
    """Those first of whose digits most were misread. ``evaluation`` is of the confirmed digits."""
    read_as = {digit.id: int(read)
               for digit, read in zip(digits, evaluation.predicted, strict=True)}
    drawn = all_digits()
    names = shown_names({digit.writer for digit in drawn})
    wrong = {writer: [digit for digit in digits
                      if digit.writer == writer and read_as[digit.id] != digit.digit]
             for writer in names}
    order = sorted(names, key=lambda writer: (-len(wrong[writer]), writer))
    rows = []
    for writer in order:
        own = [digit for digit in drawn if digit.writer == writer]
        confirmed = sum(digit.id in read_as for digit in own)
        which = "".join(_misread(digit, read_as[digit.id]) for digit in wrong[writer])
        rows.append(f'<tr><th scope="row"><bdi>{escape(names[writer])}</bdi></th>'
                    f'<td class="figure">{len(own)}</td><td class="figure">{confirmed}</td>'
                    f'<td class="figure">{len(wrong[writer])}</td>'
                    f'<td class="wide">{which}</td></tr>')
    st.html(style(palette()) + table("Writers", _HEAD, rows))


def _misread(digit: ClassDigit, read: int) -> str:
    told = f"{digit.digit} read as {read}"
    return ('<span style="display:inline-block;margin-right:.7rem;text-align:center">'
            f'<img alt="{told}" title="{told}" width="42" height="42" style="display:block;'
            'image-rendering:pixelated;border-radius:4px" '
            f'src="data:image/png;base64,{png_base64(digit.pixels)}">'
            f'<span class="quiet">{digit.digit} → {read}</span></span>')

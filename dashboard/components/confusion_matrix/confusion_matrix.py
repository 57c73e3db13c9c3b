"""The confusion matrix as a table of buttons, for the mouse, the keyboard and screen readers."""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

KEY = "confusion_matrix"
HTML = """
<table class="matrix">
  <caption></caption>
  <thead><tr><td></td><th colspan="10" class="axis" scope="colgroup">read as</th><td></td></tr>
    <tr><th class="axis">true</th></tr></thead>
  <tbody></tbody>
  <tfoot><tr></tr></tfoot>
</table>
"""

_confusion_matrix = component("confusion_matrix", html=HTML)


def confusion_matrix(data: dict[str, Any], on_choose: Callable[[], None]) -> None:
    """Show ``confusion.matrix_data``.

    ``on_choose`` is called in the rerun after a person picked a cell, which is then the state's
    ``cell``: [true, read].
    """
    _confusion_matrix(key=KEY, data=data, on_cell_change=on_choose)

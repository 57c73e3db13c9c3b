"""A table of layers to look at."""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

HTML = """
<div class="scroll" tabindex="0"><table class="layers"><thead></thead><tbody></tbody></table></div>
<p class="take" hidden><span class="hint"></span>
  <button type="button" class="copy">Copy table</button>
  <a class="download">Download CSV</a><span class="told" role="status"></span></p>
"""

_layer_table = component("layer_table", html=HTML)


def layer_table(key: str, data: dict[str, Any], on_pick: Callable[[], None] | None = None) -> None:
    """Show ``columns`` and ``rows`` of ``dashboard.network.layer_table``, called ``label``.

    With a ``hint``, which says what picking a row does, ``on_pick`` is called in the rerun after
    a person picked one; its number, from 1, is then the state's ``picked``. With ``texts`` (the
    table as ``csv`` and between ``tabs``, and the name of its ``file``) it can be taken along.
    """
    _layer_table(key=key, data=data, on_picked_change=on_pick or _nothing)


def _nothing() -> None:
    pass

"""The compared runs as chips: the legend of all charts, and where runs are taken away."""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

KEY = "run_chips"
HTML = '<ul class="chips" aria-label="Compared runs"></ul>'

_run_chips = component("run_chips", html=HTML)


def run_chips(items: list[dict[str, str]], on_remove: Callable[[], None]) -> None:
    """Show one chip a run.

    Args:
        items: ``key``, ``letter``, ``label``, ``note`` (more about it), ``colour``, ``ink`` (of the
            letter), ``dash`` and ``symbol`` as Plotly names them.
        on_remove: called in the rerun after a click on a cross; ``removed_key`` says on which.
    """
    _run_chips(key=KEY, data={"items": items}, on_removed_change=on_remove)


def removed_key(state: Any) -> str:
    """The key of the run whose cross was clicked, from the element's state in the session."""
    return str(state.removed)

"""Scrolling to what was opened below the fold, where nobody would see it."""

from dashboard.components.component import component

KEY = "into_view"

_into_view = component(KEY, html="")


def into_view(target: str, opened: str) -> None:
    """Scroll to the first element of the CSS selector ``target``; ``opened`` says what is new."""
    _into_view(key=KEY, data={"target": target, "opened": opened})

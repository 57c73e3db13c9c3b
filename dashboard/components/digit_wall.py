"""The digit wall: hundreds of digits at once, every one a button, and one of them opened."""

from collections.abc import Callable
from typing import Any

from dashboard.components import component

KEY = "digit_wall"
HTML = """
<section class="wall">
  <div class="digits" role="group" aria-label="Digits; arrow keys move, Enter opens one"></div>
  <p class="empty" hidden></p>
  <aside class="opened" aria-label="The opened digit" hidden></aside>
</section>
"""

_digit_wall = component("digit_wall", html=HTML)


def digit_wall(data: dict[str, Any], on_open: Callable[[], None]) -> int | None:
    """Show the digits of ``wall.wall_data``; the index of the one that a person opened, if any.

    Beside them ``data`` holds ``opened`` (an index to begin with, or None) and ``empty`` (a
    sentence for when there are no digits). ``on_open`` is called in the rerun after an opening.
    """
    opened: int | None = _digit_wall(key=KEY, data=data, on_opened_change=on_open).opened
    return opened

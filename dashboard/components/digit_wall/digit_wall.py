"""The digit wall: hundreds of digits at once, every one a button, and one of them opened."""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

KEY = "digit_wall"
HTML = """
<section class="wall">
  <div class="frame">
    <div class="digits" role="group" aria-label="Digits; arrow keys move, Enter opens one"></div>
  </div>
  <p class="empty" hidden></p>
  <aside class="opened" aria-label="The opened digit" hidden></aside>
</section>
"""

_digit_wall = component("digit_wall", html=HTML)


def digit_wall(data: dict[str, Any], on_open: Callable[[], None] | None = None) -> int | None:
    """Show the digits of ``wall.wall_data``; the index of the one that a person opened, if any.

    Beside them ``data`` holds ``opened`` (an index to begin with, or None), ``empty`` (a sentence
    for when there are no digits) and, where the tray shall ask the server for all that is known
    of a digit, ``details``: whose answers they are, ``{"key", "weights"}``. With details the
    element keeps the page's ``?digit=`` itself and no script reruns for an opening; without, the
    script reruns and ``on_open`` is called.
    """
    opened: int | None = _digit_wall(key=KEY, data=data,
                                     on_opened_change=on_open or (lambda: None)).opened
    return opened

"""What trains, waits and is paused: a line that asks the server by itself, in tabs behind, too."""

from typing import NamedTuple

from dashboard.components.component import component

HTML = """
<div class="activity"><span class="symbol" aria-hidden="true">hourglass_empty</span>
  <span class="parts"></span></div>
"""

_activity = component("activity", html=HTML)


class Opened(NamedTuple):
    """What a person just opened: a run of the line by its number, or, by its key, what the teacher
    offers to everybody."""

    run: int | None
    offer: str | None


def activity(*, is_leading: bool = False) -> Opened:
    """Show the line; ``is_leading`` on the page of whoever can end an offer."""
    told = _activity(key="activity", data={"isLeading": True} if is_leading else {},
                     width="content", on_opened_change=lambda: None,
                     on_accepted_change=lambda: None)
    return Opened(told.opened, told.accepted)

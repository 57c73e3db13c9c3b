"""What trains, waits and is paused: a line that asks the server by itself, in tabs behind, too."""

from dashboard.components.component import component

HTML = """
<p class="activity"><span class="symbol" aria-hidden="true">hourglass_empty</span>
  <span class="parts"></span></p>
"""

_activity = component("activity", html=HTML)


def activity() -> int | None:
    """Show the line; the number of the run that a person just opened in it, if any."""
    opened: int | None = _activity(key="activity", data={}, width="content",
                                   on_opened_change=lambda: None).opened
    return opened

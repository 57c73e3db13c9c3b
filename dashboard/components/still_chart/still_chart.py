"""A chart that stays as it is, and below it what saves it as a picture."""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component
from dashboard.display.chart import Chart

HTML = """<div class="still-chart">
<div class="plot" role="img"></div>
<p class="problem" role="alert" hidden></p>
<p class="save"><span>Save as</span><button type="button" class="png" disabled>PNG</button>
<button type="button" class="svg" disabled>SVG</button></p>
</div>"""

_still_chart = component("still_chart", html=HTML, isolate_styles=False)


def still_chart(chart: Chart, *, key: str, title: str, alt: str,
                on_pick: Callable[[], None] = lambda: None) -> None:
    """Draw it as soon as it is in sight.

    Args:
        title: stands in the saved picture, and names its file.
        alt: what it shows, for those who cannot see it.
        on_pick: called in the rerun after a click on a point that has ``customdata``; ``picked``
            says on which.
    """
    _still_chart(key=key, data={"chart": chart, "title": title, "alt": alt},
                 on_picked_change=on_pick)


def picked(state: Any) -> Any:
    """The ``customdata`` of the point that was clicked, from the element's state in the session."""
    return state.picked

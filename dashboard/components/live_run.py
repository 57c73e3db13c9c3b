"""A run as it happens: its controls and its curves, fed by server-sent events.

The script of this page never reruns for a curve: the element draws them itself.
"""

from collections.abc import Callable
from typing import Any

from dashboard.components import component

HTML = """
<section class="live" aria-label="Live run">
  <header>
    <div class="headline" role="status" aria-live="polite"></div>
    <div class="controls" role="group" aria-label="Controls of the run"></div>
  </header>
  <div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100"><i></i></div>
  <p class="facts"></p>
  <p class="problem" role="alert" hidden></p>
  <div class="chart" role="img"></div>
</section>
"""

# Plotly puts its styles into the page
_live_run = component("live_run", html=HTML, isolate_styles=False,
                      scripts=("live_figure", "live_chart", "live_controls"))


def live_run(data: dict[str, Any], on_change: Callable[[], None]) -> None:
    """Show one run, or, with ``run`` None, only the ghost of what was published.

    Args:
        data: ``run`` (id or None), ``title``, ``epochs``, ``target`` (percent), ``ghost``
            (``test_accuracy``, ``test_loss`` by epoch, or None), ``lr`` (``at`` in epochs and
            ``value``: the planned schedule),
            ``moment`` ("run/state/epochs" as this script sees them) and ``hint``.
        on_change: called, in a rerun, when the run's state or its number of epochs changed.
    """
    _live_run(key="live", data=data, on_moment_change=on_change)

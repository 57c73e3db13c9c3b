"""A run as it happens, or played again: its controls, its curves and its worst mistakes.

The script of this page never reruns for a curve: the element draws them itself, fed by server-sent
events.
"""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

KEY = "live"
SPEEDS = (1, 2, 5, 10, 20, 50)
HTML = f"""
<section class="live" aria-label="Live run">
  <header>
    <div><p class="about"></p><div class="headline"></div></div>
    <div class="controls" role="group" aria-label="Controls of the run"></div>
  </header>
  <p class="spoken" role="status" aria-live="polite"></p>
  <p class="result"><b class="figure"></b> <span class="verdict"></span></p>
  <div class="bar" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100">
    <i></i></div>
  <div class="replay" role="group" aria-label="Replay" hidden>
    <button type="button" class="play" aria-keyshortcuts="Space"><span>Play</span> <kbd>Space</kbd>
    </button>
    <input type="range" class="scrub" min="0" aria-label="Moment of the replay">
    <select class="speed" aria-label="Speed of the replay">
      {"".join(f'<option value="{speed}">{speed}×</option>' for speed in SPEEDS)}
    </select>
    <button type="button" class="leave">Leave the replay</button>
  </div>
  <div class="line">
    <p class="facts"></p>
    <div class="views" role="group" aria-label="View">
      <button type="button" class="again" hidden></button>
      <span class="scale" role="group" aria-label="Scale of the loss">
        <button type="button" data-scale="log">log</button>
        <button type="button" data-scale="linear">linear</button>
      </span>
    </div>
  </div>
  <p class="problem" role="alert" hidden></p>
  <div class="stage">
    <div class="one-batch" role="group" aria-label="The batch trained by itself" hidden>
      <p class="batch-title"></p>
      <div>
        <p class="batch-facts"></p>
        <p class="batch-legend">Under each digit: what it is, what it was read as before → after,
          and the probability of the right answer.</p>
        <div class="batch-digits" tabindex="0" role="group" aria-label="Digits of the batch"></div>
      </div>
      <div>
        <p class="batch-group">How often each digit stands in it</p>
        <ol class="batch-counts"></ol>
        <p class="batch-group layer-head"><span>Layer</span><span class="gradient-term"></span>
          <span>Moved</span></p>
        <ol class="layer-steps"></ol>
        <p class="batch-legend">The gradient norm says how steeply the loss of this batch changes
          with all weights of a layer together; moved is how far the optimiser then went, in
          percent of the weights' own norm.</p>
      </div>
    </div>
    <div class="chart" role="group"></div>
  </div>
  <div class="mistakes" hidden><p></p><ol></ol></div>
</section>
"""

# Plotly puts its styles into the page, and buttons into the chart: a group, since an image has none
_live_run = component("live_run", html=HTML, isolate_styles=False)


def live_run(data: dict[str, Any], on_moment: Callable[[], None],
             on_link: Callable[[], None]) -> None:
    """Show one run, or, with ``run`` None, only the ghosts of what was trained before.

    Args:
        data: as ``live_data`` makes it.
        on_moment: called, in a rerun, when the run's state or its number of epochs changed.
        on_link: the same when a person chose another view; it is in the element's state, ``link``,
            with ``view`` ("projector" or ""), ``replay`` (a key or "") and ``speed``.
    """
    _live_run(key=KEY, data=data, on_moment_change=on_moment, on_link_change=on_link)

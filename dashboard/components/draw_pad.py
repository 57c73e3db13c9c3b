"""The pad: a drawing goes to ``/api/predict`` while the pen moves, and ten bars follow it.

No script of the page reruns for a stroke; the element asks the route itself.
"""

from typing import Any

from dashboard.components import component

HTML = """
<section class="pad" aria-label="Draw a digit">
  <div class="draw">
    <div class="board">
      <canvas class="ink" width="560" height="560" tabindex="0" role="img"
        aria-label="Drawing area" aria-describedby="pad-keys"></canvas>
      <p class="hint" aria-hidden="true">Draw a digit here</p>
    </div>
    <div class="tools">
      <button type="button" class="undo" disabled>Undo</button>
      <button type="button" class="clear" disabled>Clear</button>
      <label class="switch"><input type="checkbox" role="switch" class="raw"><span></span>Raw
        resize</label>
    </div>
    <p class="keys" id="pad-keys">Keys, once the area has the focus: <kbd>arrows</kbd> move,
      <kbd>Space</kbd> puts the pen down or lifts it, <kbd>U</kbd> undoes, <kbd>Del</kbd>
      clears.</p>
  </div>
  <div class="reading">
    <div class="answer">
      <div class="big" aria-hidden="true">?</div>
      <div><p class="words"></p><p class="note"></p></div>
    </div>
    <p class="spoken" role="status" aria-live="polite"></p>
    <ol class="bars" aria-label="Probability of each class"></ol>
    <p class="problem" role="alert" hidden></p>
  </div>
  <div class="stages"></div>
</section>
"""

_draw_pad = component("draw_pad", html=HTML, scripts=("draw_reading",))


def draw_pad(data: dict[str, Any]) -> None:
    """The pad and its reading.

    ``data`` holds ``run`` (a number), ``weights`` ("best" or "last"), ``version`` (anything that
    changes when the run's weights do: the drawing is then read again) and ``picture``: None, or
    what is read in place of a drawing: ``image``, and the ``ink`` to show of it, as base64 of PNG.
    """
    _draw_pad(key="draw_pad", data=data)

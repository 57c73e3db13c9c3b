"""The pad: a drawing goes to ``/api/predict`` while the pen moves, and the bars follow it.

No script of the page reruns for a stroke; the element asks the route itself.
"""

from typing import Any

from dashboard.components.component import component
from mnist_core.drawn.picture_limits import LIMITS

# some systems do not know what they are
ACCEPT = "image/*,.heic,.heif,.tif,.tiff"

HTML = f"""
<section class="pad" aria-label="Draw a digit">
  <div class="draw">
    <div class="board">
      <canvas class="ink" width="560" height="560" tabindex="0" role="img"
        aria-label="Drawing area" aria-describedby="pad-keys"></canvas>
      <div class="boxes" aria-hidden="true"></div>
      <p class="hint" aria-hidden="true">Draw a digit here,<br>or drop a picture of one</p>
    </div>
    <div class="tools">
      <button type="button" class="undo" disabled>Undo</button>
      <button type="button" class="redo" disabled>Redo</button>
      <button type="button" class="clear" disabled>Clear</button>
      <button type="button" class="replay" disabled>Replay</button>
      <label class="open">Picture<input type="file" class="file" accept="{ACCEPT}"
        aria-describedby="pad-limits"></label>
    </div>
    <p class="limits" id="pad-limits" role="status">Pictures: {LIMITS}.</p>
    <div class="tools">
      <label class="width">Brush <input type="range" class="brush" min="6" max="40" step="1"
        aria-label="Width of the brush"></label>
      <label class="switch"><input type="checkbox" role="switch" class="several">
        <span></span>Several digits</label>
      <label class="switch"><input type="checkbox" role="switch" class="maps">
        <span></span>Where it looked</label>
      <label class="switch harm"><input type="checkbox" role="switch" class="raw">
        <span></span>Raw resize</label>
    </div>
    <p class="keys" id="pad-keys">Keys, once the area has the focus: <kbd>arrows</kbd> move,
      <kbd>Space</kbd> puts the pen down or lifts it, <kbd>U</kbd> undoes, <kbd>R</kbd> redoes,
      <kbd>Del</kbd> clears. <kbd>Ctrl+V</kbd> pastes a picture.</p>
  </div>
  <div class="read">
    <div class="models"></div>
    <p class="spoken" role="status" aria-live="polite"></p>
    <p class="problem" role="alert" hidden></p>
    <p class="warnings" role="status" hidden></p>
    <div class="stages"></div>
    <div class="after">
      <div class="saving" role="group" aria-label="Save this drawing with its true digit">
        <p><span>What is it? Save it as</span> <span class="saved" role="status"></span></p>
        <span class="truths"></span>
      </div>
      <button type="button" class="inside" disabled>Look inside</button>
    </div>
  </div>
</section>
"""

_draw_pad = component("draw_pad", html=HTML)


def draw_pad(data: dict[str, Any]) -> str | None:
    """The pad and its readings.

    ``data`` holds ``models``, up to four of ``key``, ``label`` and ``title``; ``weights`` ("best"
    or "last") and ``version`` (anything that changes when their weights do: the drawing is then
    read again). Returns the 28 x 28 bytes, in base64, of a digit that a person wants to look
    inside of, in the rerun after that.
    """
    inside: str | None = _draw_pad(key="draw_pad", data=data,
                                   on_inside_change=lambda: None).inside
    return inside

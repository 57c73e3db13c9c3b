"""What one value of a layer sees: walk over a layer's map and see its field on the digit.

The element asks ``/api/field`` itself; no script of the page reruns for a step on the map.
"""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

KEY = "field_explorer"
HTML = """
<section class="explorer">
  <div class="choice">
    <h4 id="layers-title">Layer</h4>
    <ol class="layers" role="listbox" tabindex="0" aria-labelledby="layers-title"></ol>
  </div>
  <div class="pictures">
    <figure class="map"><h4></h4><canvas tabindex="0" role="application"></canvas>
      <div class="bar"><span class="bottom"></span><span class="ramp"></span>
        <span class="top"></span></div>
      <label>Channel <select class="channel"></select></label></figure>
    <figure class="theory"><h4>Can see</h4><canvas role="img"></canvas>
      <p class="border" hidden><span class="hatch"></span> border: only padding's zeros</p></figure>
    <figure class="effect"><h4></h4><canvas role="img"></canvas><div class="bar">
      <span class="bottom"></span><span class="ramp"></span><span class="top"></span></div>
      <p class="words"></p></figure>
    <figure class="effect"><h4></h4><canvas role="img"></canvas><div class="bar">
      <span class="bottom"></span><span class="ramp"></span><span class="top"></span></div>
      <p class="words"></p></figure>
  </div>
  <p class="spoken" role="status" aria-live="polite"></p>
  <p class="problem" role="alert" hidden></p>
</section>
"""

_field_explorer = component("field_explorer", html=HTML)


def field_explorer(data: dict[str, Any], on_move: Callable[[], None]) -> None:
    """Explore ``data["layers"]``: their ``token``, ``size``, ``channels`` and ``field``.

    ``data`` also holds ``ask`` (the network, as ``/api/field`` wants it), ``digit`` (784 bytes in
    base64) with its ``name``, where to begin (``layer``, ``row``, ``column``, from 1) and
    ``untrained``: what to say where there is nothing trained. ``on_move`` is called in the rerun
    after a person rests on a place: the state's ``at`` is then [layer, row, column].
    """
    _field_explorer(key=KEY, data=data, on_at_change=on_move)

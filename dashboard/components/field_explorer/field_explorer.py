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
    <div class="head"><h4 id="layers-title">Layer, and how its field grows</h4>
      <button type="button" class="play" title="Go from layer to layer">Play</button></div>
    <ol class="layers" role="listbox" tabindex="0" aria-labelledby="layers-title"></ol>
  </div>
  <div class="right"><div class="pictures">
    <figure class="map"><h4></h4><canvas tabindex="0" role="application"></canvas>
      <div class="bar"><span class="bottom"></span><span class="ramp"></span>
        <span class="top"></span></div>
      <label>Channel <select class="channel"></select></label></figure>
    <figure class="theory"><h4>Can see</h4><canvas role="img"></canvas>
      <p class="gaps" hidden><span class="dots"></span> not seen</p>
      <p class="border" hidden><span class="hatch"></span> border: only padding's zeros</p></figure>
    <figure class="effect"><h4></h4><canvas role="img"></canvas><div class="bar">
      <span class="bottom"></span><span class="ramp"></span><span class="top"></span></div>
      <p class="words"></p></figure>
    <figure class="effect"><h4></h4><canvas role="img"></canvas><div class="bar">
      <span class="bottom"></span><span class="ramp"></span><span class="top"></span></div>
      <p class="words"></p></figure>
  </div>
  <div class="sum-of-layer"><h4></h4><dl class="field"></dl>
    <details><summary>Jump, size, padding, parameters</summary><dl class="others"></dl></details>
  </div>
  <p class="spoken" role="status" aria-live="polite"></p></div>
  <p class="problem" role="alert" hidden></p>
</section>
"""

_field_explorer = component("field_explorer", html=HTML)


def field_explorer(data: dict[str, Any], on_move: Callable[[], None]) -> None:
    """Explore ``data["layers"]``, as ``dashboard.network.fields.layers_to_explore`` makes them.

    ``data`` also holds ``ask`` (the network, as ``/api/field`` wants it), ``digit`` (784 bytes in
    base64) with its ``name``, where to begin (``layer``, ``row``, ``column``, from 1) and
    ``untrained``: what to say where there is nothing trained. ``on_move`` is called in the rerun
    after a person rests on a place: the state's ``at`` is then [layer, row, column].
    """
    _field_explorer(key=KEY, data=data, on_at_change=on_move)

"""What a recipe will do: parameters, time, rates, digits and advice, in one element."""

from typing import Any

import streamlit as st

from dashboard.components.component import component

KEY = "consequences"
HTML = """
<section class="consequences" aria-label="What this recipe will do">
  <div class="figures">
    <div class="size">
      <p><b class="parameters"></b> parameters<span class="verdict"></span></p>
      <div class="meter" role="img"><i></i></div>
      <p class="quiet facts"></p>
      <p class="time" aria-live="polite"><span></span> <button type="button">Measure</button></p>
    </div>
    <div class="curve"><div class="rates" role="img"></div></div>
  </div>
  <ul class="advice" aria-label="Advice" aria-live="polite"></ul>
  <div class="shown">
    <p class="quiet caption"></p>
    <button type="button" class="shake">Shake</button>
  </div>
  <div class="digits" role="img"></div>
</section>
<button type="button" class="consequences-bar" hidden>
  <span><b class="bar-size"></b><span class="bar-time"></span></span><canvas></canvas>
</button>
"""

# Plotly puts its styles into the page
_consequences = component("consequences", html=HTML, isolate_styles=False)


def consequences(data: dict[str, Any]) -> None:
    """Show ``recipe.consequences.consequences_data``."""
    _consequences(key=KEY, data=data, on_shakes_change=lambda: None)


def num_redraws() -> int:
    """How often somebody asked for another draw of the digits."""
    return int(st.session_state.get(KEY, {}).get("shakes") or 0)

"""All controls of a recipe in one element: thirty widgets would cost the page half a second."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from typing_extensions import TypedDict

from dashboard.components.component import component

KEY = "recipe_form"
HTML = """
<section class="form" aria-label="Recipe">
  <p class="way-back"></p>
  <div class="length" data-group="length"></div>
  <p class="said" aria-live="polite"></p>
  <div class="opening"></div>
  <div class="starting">
    <button type="button" class="start" aria-describedby="why-not">Start</button>
    <div class="trying">
      <button type="button" class="quick" aria-describedby="quick-words">Quick try</button>
      <span class="quick-words" id="quick-words"></span>
    </div>
  </div>
  <p class="why-not" id="why-not" role="status"></p>
  <div class="groups"></div>
</section>
"""

_recipe_form = component("recipe_form", html=HTML)


class Edit(TypedDict):
    """What a person did to the controls that began at ``place``.

    ``values`` by control; ``link`` says them in the address. ``isWrong``: in some field stands
    what cannot be a value, and its control's value is the last one that could.
    """

    place: str
    values: dict[str, Any]
    link: dict[str, str]
    isWrong: bool


def recipe_form(data: dict[str, Any], *, on_started: Callable[[], None],
                on_draft: Callable[[], None]) -> int | None:
    """Show the controls; what a person did to them is ``edited()`` in the rerun that follows.

    The number of an experiment that was just begun, if one was.

    Start posts what the controls say, so that nothing in between can change it.

    Args:
        data: as ``recipe_side`` makes it; the script says what is what.
        on_started: called in a rerun once a run was queued; its number is the state's ``started``.
        on_draft: the same where the browser knows a newer link than the server, ``draft``.
    """
    asked: int | None = _recipe_form(
        key=KEY, data=data, on_edit_change=lambda: None, on_started_change=on_started,
        on_draft_change=on_draft, on_asked_change=lambda: None).asked
    return asked


def edited() -> Edit | None:
    """The last edit."""
    edit: Edit | None = st.session_state.get(KEY, {}).get("edit")
    return edit

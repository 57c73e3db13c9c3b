"""All controls of a recipe in one element: thirty widgets would cost the page half a second."""

from typing import Any

import streamlit as st

from dashboard.components.component import component

KEY = "recipe_form"
HTML = """
<section class="form" aria-label="Recipe">
  <div class="groups"></div>
</section>
"""

_recipe_form = component("recipe_form", html=HTML)


def recipe_form(data: dict[str, Any]) -> None:
    """Show the controls; what a person did to them is ``edited()`` in the rerun that follows.

    ``data`` holds ``place`` (whenever it changes, the controls begin anew), ``groups`` (see
    ``recipe.fields.form_groups``), ``start`` and ``step`` (the values that the controls begin with
    and those of the published step), ``defaults`` (of every optimiser and schedule) and ``unset``
    (what an empty control stands for).
    """
    _recipe_form(key=KEY, data=data, on_edit_change=lambda: None)


def edited() -> dict[str, Any] | None:
    """The last edit: ``place``, ``values`` by control, and whether it is ``settled``.

    An edit is not settled while a slider is being dragged or a number typed.
    """
    edit: dict[str, Any] | None = st.session_state.get(KEY, {}).get("edit")
    return edit

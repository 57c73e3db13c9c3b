"""Elements of our own: a Python function, a script and a style each."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

FOLDER = Path(__file__).parent


def component(name: str, *, html: str, scripts: Sequence[str] = (),
              isolate_styles: bool = True) -> ComponentRenderer:
    """The element whose script and style lie beside this file as ``name.js`` and ``name.css``.

    ``scripts`` are the names of scripts that come before its own and share its scope. An element
    with ``isolate_styles=False`` lives in the page itself: its own styles must name its own class,
    and styles that a library puts into the page reach it.
    """
    return st.components.v2.component(
        name, html=html, css=(FOLDER / f"{name}.css").read_text(), isolate_styles=isolate_styles,
        js="".join((FOLDER / f"{script}.js").read_text() for script in (*scripts, name)))

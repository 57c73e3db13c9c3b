"""One element: a Python function, a script and a style, in a folder of the element's name."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

FOLDER = Path(__file__).parent


def component(name: str, *, html: str, scripts: Sequence[str] = (),
              isolate_styles: bool = True) -> ComponentRenderer:
    """The element whose script and style are ``name/name.js`` and ``name/name.css``.

    ``scripts`` are scripts, named from this folder, that come before its own and share its scope;
    a style of the same name comes with them. An element with ``isolate_styles=False`` lives in the
    page itself: its own styles must name its own class, and styles that a library puts into the
    page reach it.
    """
    paths = [FOLDER / part for part in (*scripts, f"{name}/{name}")]
    styles = [path.with_suffix(".css") for path in paths]
    return st.components.v2.component(
        name, html=html, isolate_styles=isolate_styles,
        js="".join(path.with_suffix(".js").read_text() for path in paths),
        css="".join(style.read_text() for style in styles if style.exists()))

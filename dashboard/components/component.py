"""One element: a Python function, a script and a style, in a folder of the element's name."""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from dashboard.components.modules import FOLDER, address_of, with_imports

# Streamlit hands this over as a blob, which no relative address leads out of; the page's HTML says
# where the server is (routes/shell.py). A module that could not be fetched is asked for again when
# the element is shown again.
_ENTRY = """
const address = new URL("{address}", window.__streamlit?.BACKEND_BASE_URL ?? document.baseURI).href;
export default async (call) => (await import(address)).default(call);
"""


TOUCH = (FOLDER / "shared/touch.css").read_text("utf-8")
"""What a finger needs, which covers 40 pixels: for the page, and within every element."""


def component(name: str, *, html: str, isolate_styles: bool = True) -> ComponentRenderer:
    """The element whose script is the module ``name/name.js``.

    Its style is ``name/name.css``, after those that lie beside the modules that it imports. An
    element with ``isolate_styles=False`` lives in the page itself: its own styles must name its
    own class, and styles that a library puts into the page reach it.
    """
    script = f"{name}/{name}.js"
    styles = [(FOLDER / part).with_suffix(".css") for part in with_imports(script)]
    return st.components.v2.component(
        name, html=html, isolate_styles=isolate_styles,
        js=_ENTRY.format(address=address_of(script)),
        css=(TOUCH if isolate_styles else "") + "".join(
            style.read_text("utf-8") for style in styles if style.exists()))

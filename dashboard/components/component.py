"""One element: a Python function, a script and a style, in a folder of the element's name."""

import re

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from dashboard.components.modules import FOLDER, ROOT, address_of, script_of, with_imports

# Streamlit hands this over as a blob, which no relative address leads out of; the page's HTML says
# where the server is (routes/pages/page_html.py). A module that could not be fetched is asked for
# again when the element is shown again.
_ENTRY = """
const address = new URL("{address}", window.__streamlit?.BACKEND_BASE_URL ?? document.baseURI).href;
export default async (call) => {{
  const {{ default: show }} = await import(address);
  const end = show(call);
  const waiting = call.parentElement.querySelector("[data-waiting]");
  waiting?.removeAttribute("data-waiting");
  waiting?.removeAttribute("inert");
  return end;
}};
"""


TOUCH = (FOLDER / "shared/touch.css").read_text("utf-8")
"""What a finger needs, which covers 40 pixels: for the page, and within every element."""


def component(name: str, *, html: str, isolate_styles: bool = True) -> ComponentRenderer:
    """The element whose script is the module ``name/name.js``.

    Its style is ``name/name.css``, after those that lie beside the modules that it imports. An
    element with ``isolate_styles=False`` lives in the page itself: its own styles must name its
    own class, and styles that a library puts into the page reach it.
    """
    script = script_of(name)
    styles = [(ROOT / part).with_suffix(".css") for part in with_imports(script)]
    # a click on what has no script yet would be lost without a word
    waiting = re.sub(r"<(\w+)", r"<\1 inert data-waiting", html, count=1)
    return st.components.v2.component(
        name, html=waiting, isolate_styles=isolate_styles,
        js=_ENTRY.format(address=address_of(script)),
        css=(TOUCH if isolate_styles else "") + "".join(
            style.read_text("utf-8") for style in styles if style.exists()))

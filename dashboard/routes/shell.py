"""The HTML that every page begins with: Streamlit's own, told where its server is.

The browser works the server's address out of its own, so that it is right below a base path, and
below a prefix that only a proxy knows.
"""

from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.navigation.page_paths import PAGES
from dashboard.routes.answers import costing

HTML = Path(streamlit.__file__).parent / "static" / "index.html"
# Every page lies right below the server's root. Without this line Streamlit's script looks below
# the page first, at /train/_stcore, and each load asks twice for what is not there. Our elements
# find the routes by it (``routeOf`` in element.js).
SERVER = '<script>window.__streamlit = { BACKEND_BASE_URL: new URL(".", location).href }</script>'


@cache
def shell() -> str:
    """The page before any script has run."""
    return HTML.read_text("utf-8").replace("<head>", f"<head>\n    {SERVER}", 1)


@costing("file")
async def page_shell(_: Request) -> Response:
    return HTMLResponse(shell(), headers={"Cache-Control": "no-cache"})


SHELL_ROUTES = [
    Route("/", page_shell),
    *(Route(f"/{page.name}", page_shell) for page in PAGES[1:])]

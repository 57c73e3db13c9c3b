"""The HTML that every page begins with: Streamlit's own, told where its server is.

The browser works the server's address out of its own, so that it is right below a base path, and
below a prefix that only a proxy knows.
"""

from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.components.modules import address_of, script_of, with_imports
from dashboard.navigation.page_list import CLASS_PAGES, ON_EVERY_PAGE, PAGES, Page
from dashboard.people.identity import is_allowed
from dashboard.people.mode import knows_people
from dashboard.routes.answers import Endpoint, costing
from dashboard.routes.base_path import base_path

HTML = Path(streamlit.__file__).parent / "static" / "index.html"
# Every page lies right below the server's root. Without this line Streamlit's script looks below
# the page first, at /train/_stcore, and each load asks twice for what is not there. Our elements
# find the routes by it (``addressOf`` in shared/address.js).
SERVER = '<script>window.__streamlit = { BACKEND_BASE_URL: new URL(".", location).href }</script>'


@cache
def page_html(page: Page) -> str:
    """What a page consists of before any script has run."""
    parts = dict.fromkeys(part for element in (*ON_EVERY_PAGE, *page.elements)
                          for part in with_imports(script_of(element)))
    # without these lines a browser learns of a module from the one that imports it
    preloads = [f'<link rel="modulepreload" href="{address_of(part)}">' for part in parts]
    head = "\n    ".join(("<head>", SERVER, *preloads))
    return HTML.read_text("utf-8").replace("<head>", head, 1)


def page_endpoint(page: Page) -> Endpoint:
    """What answers at a page's address."""
    @costing("file")
    async def endpoint(_: Request) -> Response:
        is_for_nobody = page in CLASS_PAGES and not knows_people()
        if is_for_nobody or (page.is_the_teachers and not is_allowed("lead the class")):
            return RedirectResponse(f"{base_path()}/", 303)
        return HTMLResponse(page_html(page), headers={"Cache-Control": "no-cache"})
    return endpoint


PAGE_ROUTES = [
    Route("/", page_endpoint(PAGES[0])),
    *(Route(f"/{page.name}", page_endpoint(page)) for page in (*PAGES[1:], *CLASS_PAGES))]

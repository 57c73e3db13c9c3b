"""``GET /join``: where somebody joins the class, or begins to log in: a page of its own that waits
for no Streamlit."""

from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.components.modules import address_of, script_of
from dashboard.people import cookie
from dashboard.people.account import DEFAULT_PROVIDER, log_in_address, providers
from dashboard.people.mode import knows_people
from dashboard.routes.answers import costing
from dashboard.routes.base_path import base_path, cookie_path
from dashboard.server.resources import settings

FOLDER = Path(__file__).parent
# on a computer that many use, Back must not show the words of whoever sat there before
HEADERS = {"Cache-Control": "no-store"}


@costing("file")
async def join_page(request: Request) -> Response:
    if not knows_people():
        return RedirectResponse(f"{base_path()}/", 303)
    mode = settings().mode
    html = _html(mode, tuple(providers()) if mode == "login" else ())
    return HTMLResponse(html.replace("WANTED", quote(request.query_params.get("to", "/"), safe="")),
                        headers=HEADERS)


@costing("file")
async def log_in(request: Request) -> Response:
    """On to the provider; the page that was wanted is remembered until one comes back."""
    known = providers() if settings().mode == "login" else []
    provider = request.query_params.get("provider", DEFAULT_PROVIDER)
    if provider not in known:
        return RedirectResponse(f"{base_path()}/join", 303)
    response = RedirectResponse(f"{base_path()}/{log_in_address(provider)}", 303, HEADERS)
    cookie.remember_wanted(response, request.query_params.get("to", ""), cookie_path())
    return response


@lru_cache(maxsize=4)
def _html(mode: str, known: tuple[str, ...]) -> str:
    html = (FOLDER / f"{'log_in' if mode == 'login' else 'join'}.html").read_text("utf-8")
    links = "\n".join(_log_in_link(name) for name in known)
    return html.replace("STYLE", (FOLDER / "join.css").read_text("utf-8")).replace(
        "SCRIPT", address_of(script_of("join"))).replace("PROVIDERS", links)


def _log_in_link(provider: str) -> str:
    words = "Log in" if provider == DEFAULT_PROVIDER else f"Log in with {provider.capitalize()}"
    return (f'<p><a class="button" href="log-in?provider={quote(provider)}&amp;to=WANTED">'
            f"{escape(words)}</a></p>")


JOIN_ROUTES = [Route("/join", join_page), Route("/log-in", log_in)]

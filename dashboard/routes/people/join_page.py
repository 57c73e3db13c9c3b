"""``GET /join``: where somebody joins the class, a page of its own that waits for no Streamlit."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.components.modules import address_of, script_of
from dashboard.people.mode import knows_people
from dashboard.routes.answers import costing
from dashboard.routes.base_path import base_path

FOLDER = Path(__file__).parent


@costing("file")
async def join_page(_: Request) -> Response:
    if not knows_people():
        return RedirectResponse(f"{base_path()}/", 303)
    return HTMLResponse(_html(), headers={"Cache-Control": "no-cache"})


@cache
def _html() -> str:
    html = (FOLDER / "join.html").read_text("utf-8")
    return html.replace("STYLE", (FOLDER / "join.css").read_text("utf-8")).replace(
        "SCRIPT", address_of(script_of("join")))


JOIN_ROUTES = [Route("/join", join_page)]

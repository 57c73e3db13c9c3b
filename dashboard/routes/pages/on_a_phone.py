"""``GET /api/on-a-phone``: a page's address for phones, and the code that they scan."""

from typing import Annotated
from urllib.parse import urlsplit

import segno
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.routes.answers import refused, taking
from dashboard.server.exposure import is_server_open
from dashboard.server.phone import CLOSED, phone_address
from dashboard.server.resources import settings
from mnist_core.base.frozen import Frozen

MAX_ADDRESS = 800
"""Longer ones make a code too fine for a camera at the back of a room."""
QUIET_MODULES = 4
"""Left white around a code, as ISO 18004 asks for."""


class ShownPage(Frozen):
    """The whole address of a page of this server."""

    page: Annotated[str, Field(max_length=MAX_ADDRESS)] = ""


class OnAPhone(TypedDict):
    """``code`` is the path of an SVG ``size`` units wide and high, stroked; without an ``address``
    that phones reach, ``problem`` says how to get one."""

    address: str | None
    code: str
    size: int
    problem: str


@taking("light", query=ShownPage, answer=OnAPhone)
async def on_a_phone(request: Request, query: ShownPage) -> Response:
    """The address at which a phone opens a page, and a code to scan."""
    try:
        page = query.page or str(request.base_url)
        parts = urlsplit(page)
        if parts.scheme not in ("http", "https") or parts.netloc != request.url.netloc:
            raise ValueError("This address is not a page of this server; send that of the page "
                             "that is to be followed.")
        return JSONResponse(shown(phone_address(page, settings().hosts, is_open=is_server_open())))
    except ValueError as error:
        return refused(error)


def shown(address: str | None) -> OnAPhone:
    if address is None:
        return {"address": None, "code": "", "size": 0, "problem": CLOSED}
    rows = [list(row) for row in segno.make(address, micro=False).matrix_iter(border=QUIET_MODULES)]
    code = "".join(f"M{left} {top}.5h1" for top, row in enumerate(rows)
                   for left, is_dark in enumerate(row) if is_dark)
    return {"address": address, "code": code, "size": len(rows), "problem": ""}


PHONE_ROUTES = [Route("/api/on-a-phone", on_a_phone)]

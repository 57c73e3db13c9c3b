"""Who asks: noted for every request, before any page, route or limit.

In the mode "alone" a request passes untouched. Else Streamlit's own doors, which know no rights,
are opened to people only: the tabs of pages, uploads, and files that pages made. Our routes ask the
table of rights (``routes/guard.py``).
"""

from http.cookies import CookieError, SimpleCookie

import anyio
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from dashboard.admission.visitors import as_visitor
from dashboard.people.identity import asking, person_of
from dashboard.people.mode import knows_people, tokens
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.rights import NotAllowed

STREAMLIT_DOORS = ("/_stcore/stream", "/_stcore/upload_file", "/media/")
BEARER = "bearer "
POLICY_VIOLATION = 1008


class Identity:
    """ASGI middleware around all routes, Streamlit's among them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not knows_people():
            return await self._app(scope, receive, send)
        person = await _person(Headers(scope=scope))
        if person is None and any(door in scope["path"] for door in STREAMLIT_DOORS):
            return await _refuse(scope, receive, send)
        if person:
            as_visitor(scope, f"person {person.id}")
        noted = asking.set(person)
        try:
            await self._app(scope, receive, send)
        finally:
            asking.reset(noted)


async def _person(headers: Headers) -> Person | None:
    asked = headers.get("authorization", "")
    if asked.lower().startswith(BEARER):
        token = asked[len(BEARER):].strip()
        return await anyio.to_thread.run_sync(lambda: tokens().holder(token))
    try:
        found = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    cookies = {name: morsel.value for name, morsel in found.items()}
    return await anyio.to_thread.run_sync(person_of, cookies) if cookies else None


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        return await WebSocketClose(POLICY_VIOLATION)(scope, receive, send)
    sentence = str(NotAllowed("member", is_stranger=True))
    return await JSONResponse({"error": sentence}, 401)(scope, receive, send)

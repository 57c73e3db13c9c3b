"""Who asks: noted for every request, before any page, route or limit.

In the mode "alone" a request passes untouched. Else Streamlit's own doors, which know no rights,
are opened to people only: the tabs of pages, uploads, and files that pages made. Our routes ask the
table of rights (``routes/guard.py``).
"""

from http.cookies import CookieError, SimpleCookie

import anyio
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from dashboard.admission.busy import Busy, busy_response
from dashboard.admission.visitors import as_visitor, visitor_of
from dashboard.people.identity import asking, of_this_class, person_of
from dashboard.people.mode import knows_people, tokens
from dashboard.people.tries import TOKEN_TRIES
from dashboard.routes.answers import refused
from dashboard.server.resources import settings
from dashboard.web.page_of_header import is_anothers, somebody_elses
from mnist_core.runs.database.failures import StoreError, is_outage, records_sentence
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.rights import NotAllowed

STREAMLIT_DOORS = ("/_stcore/stream", "/_stcore/upload_file", "/media/")
BEARER = "bearer "
POLICY_VIOLATION = 1008


class WhoAsks:
    """ASGI middleware around all routes, Streamlit's among them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not knows_people():
            return await self._app(scope, receive, send)
        try:
            person = await _person(scope)
        except Busy as busy:
            return await _answer(scope, receive, send, busy_response(busy))
        except StoreError as error:
            if not is_outage(error):
                raise
            sentence = records_sentence(settings(), error)
            return await _answer(scope, receive, send, JSONResponse({"error": sentence}, 503))
        if person is None and any(door in scope["path"] for door in STREAMLIT_DOORS):
            stranger = NotAllowed("member", is_stranger=True)
            return await _answer(scope, receive, send, refused(stranger))
        if person and is_anothers(scope, person):
            response = await anyio.to_thread.run_sync(somebody_elses, person)
            return await _answer(scope, receive, send, response)
        if person:
            as_visitor(scope, f"person {person.id}")
        noted = asking.set(person)
        try:
            await self._app(scope, receive, send)
        finally:
            asking.reset(noted)


async def _person(scope: Scope) -> Person | None:
    headers = Headers(scope=scope)
    asked = headers.get("authorization", "")
    if asked.lower().startswith(BEARER):
        token = asked[len(BEARER):].strip()
        return await anyio.to_thread.run_sync(_holder, token, visitor_of(scope))
    try:
        found = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    cookies = {name: morsel.value for name, morsel in found.items()}
    return await anyio.to_thread.run_sync(person_of, cookies) if cookies else None


def _holder(token: str, visitor: str) -> Person | None:
    """Whose token it is; tokens that are nobody's are refused after some of them.

    A true one is asked for first: nobody finds one of 192 bits, and a class is at one address.
    """
    person = of_this_class(tokens().holder(token))
    if person is None:
        TOKEN_TRIES.check(visitor)
        TOKEN_TRIES.was_wrong(visitor)
    return person


async def _answer(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    if scope["type"] == "websocket":
        return await WebSocketClose(POLICY_VIOLATION)(scope, receive, send)
    return await response(scope, receive, send)

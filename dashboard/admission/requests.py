"""What every request passes first: bodies come in time, and only so many at once."""

import asyncio

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.admission.busy import Busy, busy_response
from dashboard.admission.door import BODIES, HELD_BYTES, SESSIONS
from dashboard.admission.visitors import visitor_of

# a phone in a cellar sends 2 MB in a minute; whoever sends nothing for ten seconds is gone
SILENT_SECONDS = 10.0
WHOLE_SECONDS = 60.0
WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")
TRY_AGAIN_LATER = 1013


class HalfSent(Exception):
    """A body that stopped on its way."""


class Admission:
    """ASGI middleware around all routes, Streamlit's among them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._session(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] not in WITHOUT_BODY:
            await self._body(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _session(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A tab of the pages."""
        try:
            with SESSIONS.taken(visitor_of(scope)):
                await self._app(scope, receive, send)
        except Busy:
            # its script tries again by itself
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})

    async def _body(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(visitor_of(scope), receive)
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)
        try:
            body.begin()
            await self._app(scope, body.receive, sending)
        except (Busy, HalfSent) as error:
            if has_begun:
                raise
            answer = busy_response(error, close=True) if isinstance(error, Busy) else JSONResponse(
                {"error": "The request stopped on its way; send it again, whole."}, 408,
                {"Connection": "close"})
            await answer(scope, receive, send)
        finally:
            body.end()


class _Body:
    """The body of one request on its way: timed, and its bytes counted until it is answered."""

    def __init__(self, visitor: str, receive: Receive) -> None:
        self._visitor, self._receive = visitor, receive
        self._is_on_its_way = False
        self._num_bytes = 0
        self._deadline = 0.0

    def begin(self) -> None:
        """Raises:
            Busy: too many are on their way.
        """
        BODIES.take(self._visitor)
        self._is_on_its_way = True
        self._deadline = asyncio.get_running_loop().time() + WHOLE_SECONDS

    async def receive(self) -> Message:
        """Raises:
            HalfSent: nothing came for too long.
            Busy: the server holds as many bytes as it can.
        """
        if not self._is_on_its_way:
            return await self._receive()
        try:
            async with asyncio.timeout_at(min(
                    self._deadline, asyncio.get_running_loop().time() + SILENT_SECONDS)):
                message = await self._receive()
        except TimeoutError:
            raise HalfSent from None
        num_bytes = len(message.get("body", b""))
        HELD_BYTES.add(num_bytes)
        self._num_bytes += num_bytes
        if not message.get("more_body"):
            self._arrived()
        return message

    def end(self) -> None:
        self._arrived()
        HELD_BYTES.take_off(self._num_bytes)

    def _arrived(self) -> None:
        if self._is_on_its_way:
            self._is_on_its_way = False
            BODIES.leave(self._visitor)

"""What every request passes first: bodies come in time, and only so many at once."""

import asyncio
from contextlib import suppress

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.admission.busy import Busy, busy_response
from dashboard.admission.limits import BODIES, HELD_BYTES, SESSIONS
from dashboard.admission.visitors import visitor_of

# a phone in a cellar sends 2 MB in a minute; whoever sends nothing for ten seconds is gone
SILENT_SECONDS = 10.0
AT_ONCE_SECONDS = 0.2
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
            with SESSIONS.seat(visitor_of(scope)):
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
        self._has_arrived = self._has_seat = False
        self._num_bytes = 0
        self._deadline = asyncio.get_running_loop().time() + WHOLE_SECONDS

    async def receive(self) -> Message:
        """Raises:
            HalfSent: nothing came for too long.
            Busy: too many bodies are on their way, or the server holds as many bytes as it can.
        """
        if self._has_arrived:
            return await self._receive()
        try:
            message = await self._next()
        except TimeoutError:
            raise HalfSent from None
        num_bytes = len(message.get("body", b""))
        HELD_BYTES.add(num_bytes)
        self._num_bytes += num_bytes
        if message.get("more_body"):
            self._take_seat()
        else:
            self._has_arrived = True
            self._leave_seat()
        return message

    def end(self) -> None:
        self._leave_seat()
        HELD_BYTES.take_off(self._num_bytes)

    async def _next(self) -> Message:
        now = asyncio.get_running_loop().time
        if not self._has_seat:
            # nearly every body comes with its request, and needs none
            with suppress(TimeoutError):
                async with asyncio.timeout(AT_ONCE_SECONDS):
                    return await self._receive()
            self._take_seat()
        async with asyncio.timeout_at(min(self._deadline, now() + SILENT_SECONDS)):
            return await self._receive()

    def _take_seat(self) -> None:
        if not self._has_seat:
            BODIES.take(self._visitor)
            self._has_seat = True

    def _leave_seat(self) -> None:
        if self._has_seat:
            self._has_seat = False
            BODIES.leave(self._visitor)

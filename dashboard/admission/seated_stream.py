"""A response that stays open and has a seat until it ends, however it ends."""

from collections.abc import AsyncIterable
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from dashboard.admission.seats import Seats


class SeatedStream(StreamingResponse):
    """Its seat is taken already; the response gives it back."""

    def __init__(self, seats: Seats, visitor: str, content: AsyncIterable[Any],
                 **rest: Any) -> None:
        super().__init__(content, **rest)
        self._seats, self._visitor = seats, visitor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._seats.leave(self._visitor)

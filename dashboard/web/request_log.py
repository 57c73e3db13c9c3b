"""Every request passes here: refusals become log lines, and what breaks is said in one sentence.

One place for all routes, whatever they do with their own mistakes: no traceback reaches a visitor,
and each is in the log once.
"""

import json
import logging
import time
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnist_core.base.format import BROKEN
from mnist_core.base.log import asked_by

SENTENCE = f"{BROKEN}; the server's log says what."
# an error's sentence is short; whatever is longer is not a sentence
_LONGEST_SENTENCE = 4_000
_log = logging.getLogger(__name__)


class RequestLog:
    """ASGI middleware around everything that the server answers over HTTP."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visitor = asked_by.set(_address(scope))
        try:
            await self._answer(scope, receive, send)
        finally:
            asked_by.reset(visitor)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _Answer(send)
        began = time.perf_counter()
        try:
            await self._app(scope, receive, answer.send)
        except ClientDisconnect:
            _log.debug("%s %s: the visitor left", scope["method"], scope["path"])
            return
        except Exception:
            _log.exception("%s %s broke", scope["method"], scope["path"])
            if answer.status is None:
                await JSONResponse({"error": SENTENCE}, 500)(scope, receive, send)
            return
        _log.log(answer.level, "%s %s: %s in %.0f ms%s", scope["method"], scope["path"],
                 answer.status, 1000 * (time.perf_counter() - began), answer.words)


class _Answer:
    """What was answered, seen on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None
        self.words = ""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif self.status and self.status >= 400 and not self.words:
            self.words = _sentence(message.get("body", b""))
        await self._send(message)

    @property
    def level(self) -> int:
        if self.status is None or self.status < 400:
            return logging.DEBUG
        return logging.WARNING if self.status >= 500 else logging.INFO


def _address(scope: Scope) -> str:
    address: str = (scope.get("client") or ("",))[0]
    # IPv4 on a socket that takes both kinds
    return address.removeprefix("::ffff:")


def _sentence(body: bytes) -> str:
    if len(body) > _LONGEST_SENTENCE:
        return ""
    with suppress(ValueError, KeyError, TypeError):
        return f": {json.loads(body)['error']}"
    return ""

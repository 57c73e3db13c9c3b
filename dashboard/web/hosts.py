"""Whose name the server answers to: DNS rebinding is refused at every door alike.

A page of another site can give its own name this machine's address, and its visitors' browsers then
take the lab for a part of that site. Only the ``Host`` of the request tells the two apart, so it
must be one of this server's own: of pages, routes, uploads and the websocket.
"""

import ipaddress
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from mnist_core.base.machine.addresses import is_loopback, own_names

ANY = "*"
_HTTP_ANSWER = "websocket.http.response"


class AllowedHosts:
    """ASGI middleware; both arguments are asked at each request, once there is a server.

    Args:
        named: names beside the server's own: ``lab.school.edu``, ``*.school.edu``, or ``*``.
        is_open: whether the server listens for others than this machine.
    """

    def __init__(self, app: ASGIApp, named: Callable[[], Collection[str]],
                 is_open: Callable[[], bool]) -> None:
        self.app, self.named, self.is_open = app, named, is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        hosts = Headers(scope=scope).getlist("host")
        host = host_name(hosts[0]) if len(hosts) == 1 else None
        if host and is_allowed(host, self.named(), is_open=self.is_open()):
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket" and _HTTP_ANSWER not in scope.get("extensions", {}):
            return await WebSocketClose(1008)(scope, receive, send)
        return await _refusal(scope, host or "")(scope, receive, send)


def is_allowed(host: str, named: Collection[str], *, is_open: bool) -> bool:
    """Whether ``host``, a name in small letters or an address in digits, is this server's own.

    An open server answers to every address in digits: a name is what can be made to lead here, and
    behind a container's port no machine knows all of its own addresses.
    """
    if is_loopback(host) or (is_open and (_is_address(host) or host in own_names())):
        return True
    return any(pattern == ANY or host == pattern or
               (pattern.startswith("*.") and host.endswith(pattern[1:])) for pattern in named)


def host_name(header: str) -> str | None:
    """The name in a ``Host`` header, in small letters; None where it is none."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port  # raises where it is not a number
    except ValueError:
        return None
    if parts.netloc != header or "@" in header or not parts.hostname:
        return None
    return parts.hostname.rstrip(".") or None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _refusal(scope: Scope, host: str) -> Response:
    if host.isascii() and host.isprintable() and 0 < len(host) <= 253:
        sentence = (f"This lab does not answer to the name {host}. If that is its own, start it "
                    f"with MNIST_HOSTS={host} in its environment (commas between several).")
    else:
        sentence = "This request names no host that could be this lab's."
    if "/api/" in scope["path"]:
        return JSONResponse({"error": sentence}, 403)
    return PlainTextResponse(f"{sentence}\n", 403)

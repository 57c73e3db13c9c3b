"""``X-Forwarded-Host``: the name that a browser asked a proxy for, where the proxy sends another.

Many proxies put their own name for the lab, such as ``127.0.0.1:8501``, in place of the host, and
the browser's in this header. Streamlit and our routes compare the host with the address of the page
that asks, so each must see the browser's.

No setting says which proxy to believe, because nobody else can use the header: a page of another
site cannot send it, and after DNS rebinding the request's own host is refused before this. Both
names must be the lab's (``AllowedHosts`` before and after).
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

HEADER = "x-forwarded-host"


class ForwardedHost:
    """ASGI middleware: the request's host is the forwarded one, the first where there are more."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            name = Headers(scope=scope).get(HEADER, "").partition(",")[0].strip()
            if name:
                others = [(key, value) for key, value in scope["headers"] if key != b"host"]
                # HTTP's headers are bytes of this encoding
                scope = {**scope, "headers": [*others, (b"host", name.encode("latin-1"))]}
        await self.app(scope, receive, send)

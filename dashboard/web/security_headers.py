"""Security headers of every response: a content security policy, no framing, no MIME sniffing, no
referrer.

The policy names this server and nothing else, so that even a script that found its way into a page
could neither come from elsewhere nor send anything there.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.navigation.page_list import CLASS_PAGES, PAGES
from dashboard.routes.pages.page_html import HTML, page_html

SANDBOX = "sandbox "
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """ASGI middleware: the headers of ``security_headers`` on every answer.

    One that is shown in a sandbox, which is stricter, keeps its own policy.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in security_headers().items():
                    if not headers.get(name, "").startswith(SANDBOX):
                        headers[name] = value
            await send(message)
        await self.app(scope, receive, with_headers)


@cache
def security_headers() -> dict[str, str]:
    """Each header and its value."""
    return {
        "Content-Security-Policy": content_security_policy(
            (HTML.read_text("utf-8"), *map(page_html, (*PAGES, *CLASS_PAGES)))),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def content_security_policy(pages: Iterable[str]) -> str:
    """The policy under which Streamlit, Plotly and our own elements work.

    Args:
        pages: the HTML whose own inline scripts may run; no other inline script may.
    """
    scripts = sorted({f"'sha256-{_digest(script)}'" for page in pages
                      for script in _INLINE.findall(page)})
    return "; ".join((
        "default-src 'self'",
        # Streamlit hands the entry of an element over as a blob, which imports its module from
        # here, and Plotly writes what draws WebGL points (the feature map) as functions; neither
        # takes text from anybody
        f"script-src 'self' blob: 'unsafe-eval' {' '.join(scripts)}",
        # Streamlit and Plotly write their styles into the page
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()

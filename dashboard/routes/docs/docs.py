"""``GET /api/docs`` and ``GET /api/openapi.json``: what the routes say of themselves."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard.routes.answers import taking
from dashboard.routes.contract import Json, Media
from dashboard.routes.docs.openapi import openapi
from dashboard.routes.docs.page import docs_html


def docs_routes(routes: Sequence[Route]) -> list[Route]:
    """The documentation of these routes, and of itself."""
    @cache
    def document() -> Json:
        return openapi([*routes, *own])

    @cache
    def page() -> str:
        return docs_html(document())

    @taking("file", answer=Media("text/html", "The page."))
    async def show_docs(_: Request) -> Response:
        """All routes, for a person to read."""
        return HTMLResponse(page())

    @taking("file", answer=dict[str, Any])
    async def show_openapi(_: Request) -> Response:
        """All routes in OpenAPI, for programs."""
        return JSONResponse(document())

    own = [Route("/api/docs", show_docs), Route("/api/openapi.json", show_openapi)]
    return own

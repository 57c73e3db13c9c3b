"""What is asked below ``/api`` that no route answers: a sentence, instead of Streamlit's page."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from dashboard.routes.answers import costing


def nowhere(routes: Sequence[Route]) -> Route:
    """The last of our routes, which knows those before it."""
    @costing("file")
    async def endpoint(request: Request) -> Response:
        allowed = sorted({method for route in routes for method in route.methods or ()
                          if route.matches(request.scope)[0] is Match.PARTIAL})
        if not allowed:
            return JSONResponse({"error": "There is nothing at this address; GET /api/health and "
                                 "GET /api/runs are two that there are."}, 404)
        return JSONResponse({"error": f"Ask this with {' or '.join(allowed)}."}, 405,
                            {"Allow": ", ".join(allowed)})
    return Route("/api/{path:path}", endpoint,
                 methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])

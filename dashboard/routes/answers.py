"""Requests in, JSON out, and every mistake as ``{"error": "one sentence"}``."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.lab import settings
from mnist_core.runs.disk import write_sentence

MAX_BODY_BYTES = 2_000_000


class Refusal(Exception):
    """A request that is answered with an HTTP error."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def answering(work: Callable[..., object]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint from a plain function of (parameters, body) to something JSON can say.

    Parameters are those of the path, and of the query beside them. The work is done in a thread,
    so that a slow disk never holds up the pages. The body is None for a GET. ``ValueError`` is
    the user's mistake: 404 where something is not there, else 400.
    """
    async def endpoint(request: Request) -> Response:
        try:
            body = await read_body(request) if request.method == "POST" else None
            parameters = {**request.query_params, **request.path_params}
            return JSONResponse(await run_in_threadpool(work, parameters, body))
        except Refusal as refusal:
            return JSONResponse({"error": str(refusal)}, refusal.status)
        except LookupError as error:
            return JSONResponse({"error": str(error.args[0])}, 404)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        except OperationalError as error:
            return JSONResponse({"error": write_sentence(settings(), error)}, 503)
    return endpoint


async def read_body(request: Request) -> dict[str, Any]:
    """The JSON object that a POST carries; an empty body is an empty object.

    Raises:
        Refusal: it comes from another site, is no JSON object, or is too large.
    """
    _check_origin(request)
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MAX_BODY_BYTES:
            raise Refusal(413, f"The request is larger than {MAX_BODY_BYTES:,} bytes.")
    if not data:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal(415, "Send JSON with the header `Content-Type: application/json`.")
    try:
        body = json.loads(data)
        # half a surrogate pair is JSON, but no text that a database or an answer could hold
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"The request is not JSON: {error}.") from None
    if not isinstance(body, dict):
        raise Refusal(400, "The request must be a JSON object.")
    return body


def _check_origin(request: Request) -> None:
    """A page of another site may not start trainings in the name of whoever visits it."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refusal(403, f"Requests from {origin} are not accepted.")

"""Requests in, JSON out, and every mistake as ``{"error": "one sentence"}``."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from dashboard.admission.busy import Busy, busy_response
from dashboard.admission.door import HEAVY, LIGHT, Cost
from dashboard.admission.pool import Pool, give_up
from dashboard.admission.visitors import visitor_of
from dashboard.server.resources import settings
from mnist_core.runs.database.failures import DatabaseError, is_trouble, write_sentence
from mnist_core.runs.records.capacity import QueueFull

SMALL_BODY_BYTES = 20_000
"""Up to this a body is decoded at once; a larger one by a thread, while others are heard."""
MAX_SENTENCE = 900
LOOK_SECONDS = 0.5
"""How often it is looked whether whoever asked a heavy question still waits for the answer."""
QUEUE_RETRY_SECONDS = 60
POOLS: dict[Cost, Pool] = {"light": LIGHT, "heavy": HEAVY}

Json = dict[str, Any]
Work = Callable[[Json, Any], object]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Most:
    """The largest body of a request, and what to do about a larger one."""

    num_bytes: int
    advice: str


SMALL = Most(2_000_000, "send less at once")


class Refusal(Exception):
    """A request that is answered with an HTTP error."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Endpoint(Protocol):
    """What answers a route. ``costs`` says what a request takes of the server, at most."""

    costs: Cost

    def __call__(self, request: Request) -> Awaitable[Response]: ...


def costing(costs: Cost) -> Callable[[Callable[[Request], Awaitable[Response]]], Endpoint]:
    """Declare what an endpoint costs that is not made by ``answering``."""
    def declared(endpoint: Callable[[Request], Awaitable[Response]]) -> Endpoint:
        endpoint.costs = costs  # type: ignore[attr-defined]
        return endpoint  # type: ignore[return-value]
    return declared


def answering(work: Work, costs: Cost, *, unless: Callable[[Json], bool] | None = None,
              most: Most = SMALL) -> Endpoint:
    """An endpoint from a plain function of (parameters, body) to something JSON can say, or to a
    response that is one already.

    Parameters are those of the path, and of the query beside them; the body is None for a GET.
    The work is done by a thread of the pool for its cost: a "light" question waits for a disk or
    multiplies a few matrices, anything more is "heavy", and so a question for a POST. A body for
    which ``unless`` holds makes a heavy question light. ``most`` is what the body may be.

    ``ValueError`` is the user's mistake: 404 where something is not there, else 400. ``Busy`` is
    nobody's: 429, with the time after which to ask again.
    """
    @costing(costs)
    async def endpoint(request: Request) -> Response:
        try:
            check_own_page(request, may_be_a_link=costs == "light")
            body = await read_body(request, most) if request.method == "POST" else None
            parameters = {**request.query_params, **request.path_params}
            is_light = unless is not None and body is not None and unless(body)
            return await answered(request, "light" if is_light else costs,
                                  lambda: _response(work(parameters, body)))
        except Exception as error:
            return refused(error)
    return endpoint


def _response(answer: object) -> Response:
    return answer if isinstance(answer, Response) else JSONResponse(answer)


async def answered(request: Request, costs: Cost, work: Callable[[], Result]) -> Result:
    """What the pool for this cost makes of it, while whoever asked is there to hear it.

    Raises:
        Busy: there is no room, or no turn came in time.
        ClientDisconnect: nobody waits any more.
    """
    pool = POOLS[costs]
    asked = pool.ask(visitor_of(request.scope), work)
    answer = asyncio.wrap_future(asked)
    patience = pool.patience_seconds
    while not (await asyncio.wait([answer], timeout=LOOK_SECONDS))[0]:
        if await request.is_disconnected():
            answer.cancel()
            raise ClientDisconnect
        patience -= LOOK_SECONDS
        if patience <= 0:
            give_up(asked)
    return answer.result()


def refused(error: Exception) -> Response:
    """The answer to a question that could not be answered; a fault of ours is raised again."""
    match error:
        case Busy():
            return busy_response(error)
        case Refusal():
            return JSONResponse({"error": str(error)}, error.status)
        case QueueFull():
            return busy_response(Busy(str(error), QUEUE_RETRY_SECONDS))
        case LookupError():
            return JSONResponse({"error": _one_line(str(error.args[0]))}, 404)
        case ValueError():
            return JSONResponse({"error": _one_line(str(error))}, 400)
        case DatabaseError() | OSError() if is_trouble(error):
            return JSONResponse({"error": write_sentence(settings(), error)}, 503)
        case _:
            raise error


def _one_line(sentence: str) -> str:
    """What was asked for is quoted in it, and may hold line breaks or be a page long."""
    line = " ".join(sentence.split())
    return line if len(line) <= MAX_SENTENCE else f"{line[:MAX_SENTENCE]} …"


async def read_body(request: Request, most: Most = SMALL) -> Json:
    """The JSON object that a POST carries; an empty body is an empty object.

    Raises:
        Refusal: it comes from another site, is no JSON object, or is too large.
    """
    data = await read_bytes(request, most)
    if not data:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal(415, "Send JSON with the header `Content-Type: application/json`.")
    if len(data) < SMALL_BODY_BYTES:
        return _decoded(data)
    return await answered(request, "light", partial(_decoded, data))


async def read_bytes(request: Request, most: Most) -> bytearray:
    """What a POST carries, as it came.

    Raises:
        Refusal: it comes from another site, or is too large.
    """
    _check_origin(request)
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > most.num_bytes:
            raise Refusal(413, f"The request is larger than {most.num_bytes:,} bytes; "
                          f"{most.advice}.")
    return data


def _decoded(data: bytearray) -> Json:
    try:
        text = str(data, "utf-8")
        body = json.loads(text)
        if "\\u" in text:
            # half a surrogate pair is JSON, but no text that a database or an answer could hold
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"The request is not JSON: {error}.") from None
    if not isinstance(body, dict):
        raise Refusal(400, "The request must be a JSON object.")
    return body


def check_own_page(request: Request, *, may_be_a_link: bool = False) -> None:
    """A picture, a script or a link of another site must not have this server work.

    ``may_be_a_link`` is what a person may have followed from there, such as a list of runs.

    Raises:
        Refusal: the browser says that it comes from elsewhere.
    """
    is_own = request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    is_link = request.headers.get("sec-fetch-mode") == "navigate"
    if not is_own and not (may_be_a_link and is_link):
        raise Refusal(403, "Requests from other sites are not accepted; open this lab's page.")


def _check_origin(request: Request) -> None:
    """A page of another site may not start trainings in the name of whoever visits it."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refusal(403, f"Requests from {origin} are not accepted.")

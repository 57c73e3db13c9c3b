"""Requests in, JSON out, and every mistake as ``{"error": "one sentence"}``."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.admission.answered import answered
from dashboard.admission.busy import Busy, busy_response
from dashboard.admission.limits import Cost
from dashboard.routes.bodies import SMALL, Most, read_body
from dashboard.routes.contract import Body, Contract, Json, Media, Nothing, Refusal, contract_of
from dashboard.routes.cross_site import check_own_page
from dashboard.server.resources import settings
from mnist_core.base.not_found import NotFound
from mnist_core.runs.database.failures import StoreError, is_outage, records_sentence
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.runs.records.capacity import QueueFull

MAX_SENTENCE = 900
QUEUE_RETRY_SECONDS = 60
Work = Callable[..., object]


class Endpoint(Protocol):
    """What answers a route. ``costs`` says what a request takes of the server, at most."""

    costs: Cost

    def __call__(self, request: Request) -> Awaitable[Response]: ...


class ApiEndpoint(Endpoint, Protocol):
    """What answers a route of the HTTP interface. ``contract`` says what it takes and answers."""

    contract: Contract


def costing(costs: Cost) -> Callable[[Callable[[Request], Awaitable[Response]]], Endpoint]:
    """Declare what an endpoint costs that is not part of the HTTP interface, such as a page."""
    def decorated(endpoint: Callable[[Request], Awaitable[Response]]) -> Endpoint:
        endpoint.costs = costs  # type: ignore[attr-defined]
        return endpoint  # type: ignore[return-value]
    return decorated


def taking(costs: Cost, *, query: type[BaseModel] = Nothing, body: Body = Nothing, answer: Any,
           most: Most = SMALL, takes_headers: Mapping[str, str] | None = None,
           statuses: tuple[int, ...] = (200,),
           ) -> Callable[[Callable[..., Awaitable[Response]]], ApiEndpoint]:
    """Declare what an endpoint costs, takes and answers that is not made by ``answering``.

    It is called with the request, and with its ``query`` and ``body`` where these have a model; a
    request that does not keep to them never reaches it.
    """
    def decorated(work: Callable[..., Awaitable[Response]]) -> ApiEndpoint:
        contract = contract_of(work, query=query, body=body, answer=answer,
                               takes_headers=takes_headers, statuses=statuses)

        async def endpoint(request: Request) -> Response:
            try:
                sent = await _json_of(request, contract, most)
                asked = contract.asked(request.query_params, sent)
            except Exception as error:
                return refused(error)
            return await work(request, **asked)
        return declared(endpoint, costs, contract)
    return decorated


def answering(work: Work, costs: Cost, *, query: type[BaseModel] = Nothing, body: Body = Nothing,
              answer: Any = None, unless: Callable[[Json], bool] | None = None,
              most: Most = SMALL, headers: Mapping[str, str] | None = None) -> ApiEndpoint:
    """An endpoint from a plain function that returns what JSON can say, or a response that is one
    already, whose JSON ``answer`` then describes.

    The function is called with the names in the path, and with ``query`` and ``body`` where these
    have a model. The work is done by a thread of the pool for its cost: a "light" question waits
    for a disk or multiplies a few matrices, anything more is "heavy", and so a question for a
    POST. ``unless`` is asked of a body with the names in the path: where it holds, a heavy question
    is light. ``most`` is what the body may be.

    ``ValueError`` is the user's mistake: 404 where something is not there, else 400. ``Busy`` is
    nobody's: 429, with the time after which to ask again.
    """
    contract = contract_of(work, query=query, body=body, answer=answer, headers=headers)

    async def endpoint(request: Request) -> Response:
        try:
            check_own_page(request, may_be_a_link=costs == "light")
            sent = await _json_of(request, contract, most)
            is_light = unless is not None and sent is not None and unless(
                {**sent, **request.path_params})
            return await answered(request, "light" if is_light else costs, lambda: _response(work(
                **request.path_params, **contract.asked(request.query_params, sent))))
        except Exception as error:
            return refused(error)
    return declared(endpoint, costs, contract)


async def _json_of(request: Request, contract: Contract, most: Most) -> Json | None:
    """The body of a POST that carries JSON."""
    if request.method != "POST" or isinstance(contract.body, Media):
        return None
    return await read_body(request, most)


def declared(endpoint: Callable[[Request], Awaitable[Response]], costs: Cost,
             contract: Contract) -> ApiEndpoint:
    """An endpoint with what is said of it."""
    endpoint.costs, endpoint.contract = costs, contract  # type: ignore[attr-defined]
    return endpoint  # type: ignore[return-value]


def _response(answer: object) -> Response:
    return answer if isinstance(answer, Response) else JSONResponse(answer)


def refused(error: Exception) -> Response:
    """The answer to a question that could not be answered; a fault of ours is raised again."""
    match error:
        case Busy():
            return busy_response(error)
        case Refusal():
            return JSONResponse({"error": str(error)}, error.status)
        case NotAllowed() if error.is_stranger:
            return JSONResponse({"error": str(error)}, 401, {"WWW-Authenticate": "Bearer"})
        case NotAllowed():
            return JSONResponse({"error": str(error)}, 403)
        case QueueFull():
            return busy_response(Busy(str(error), QUEUE_RETRY_SECONDS))
        case NotFound():
            return JSONResponse({"error": _one_line(str(error))}, 404)
        case ValueError():
            return JSONResponse({"error": _one_line(str(error))}, 400)
        case StoreError() | OSError() if is_outage(error):
            return JSONResponse({"error": records_sentence(settings(), error)}, 503)
        case _:
            raise error


def to_be_saved(name: str) -> dict[str, str]:
    """The header by which a browser saves an answer as a file of this name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _one_line(sentence: str) -> str:
    """What was asked for is quoted in it, and may hold line breaks or be a page long."""
    line = " ".join(sentence.split())
    return line if len(line) <= MAX_SENTENCE else f"{line[:MAX_SENTENCE]} …"

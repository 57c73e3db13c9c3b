"""What lists of runs are asked for in an address, and lists that are sent only when they changed.

``?q=`` are words to search for, ``state=`` one or more states with commas between, ``step=`` a
step's id or ``own recipe``, ``limit=`` how many runs an answer holds.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.routes.answers import Endpoint, answered, costing, refused
from dashboard.server.resources import store
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.records.run_list import list_version
from mnist_core.runs.records.run_query import STATES, RunQuery
from mnist_core.runs.records.store import PAGE

Parameters = dict[str, Any]
MAX_PAGE = 1000
MAX_TEXT = 200


def read_query(parameters: Parameters) -> RunQuery:
    """Which runs an address asks for.

    Raises:
        ValueError: there is no such state, or too much to search for.
    """
    text = str(parameters.get("q", ""))
    if len(text) > MAX_TEXT:
        raise ValueError(f"q has {len(text):,} characters; search for at most {MAX_TEXT}.")
    states = tuple(filter(None, str(parameters.get("state", "")).split(",")))
    for state in states:
        if state not in STATES:
            raise ValueError(f"unknown state `{state[:20]}`; use {', '.join(STATES)}.")
    return RunQuery(text=text.replace("\0", ""), states=states,
                    step=str(parameters.get("step", "")).replace("\0", ""))


def read_number(parameters: Parameters, name: str, usual: int, least: int, most: int) -> int:
    """A whole number of the address, or the usual one.

    Raises:
        ValueError: it is none, or out of range.
    """
    text = str(parameters.get(name, ""))
    if not text:
        return usual
    number = row_number(text) if text != "0" else 0
    if number is None or not least <= number <= most:
        raise ValueError(f"{name} is `{text[:20]}`; it must be a number from {least} to {most:,}.")
    return number


def read_limit(parameters: Parameters) -> int:
    return read_number(parameters, "limit", PAGE, 1, MAX_PAGE)


def when_changed(endpoint: Endpoint) -> Endpoint:
    """Answer 304, and do nothing, to whoever knows the runs as they stand already.

    The version is one for all lists of runs, and read once a second however many people ask.
    """
    @costing(endpoint.costs)
    async def answer(request: Request) -> Response:
        try:
            version = await answered(request, "light", lambda: list_version(store()))
        except Exception as error:
            return refused(error)
        headers = {"ETag": f'W/"{version}"', "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        response = await endpoint(request)
        if response.status_code == 200:
            response.headers.update(headers)
        return response
    return answer

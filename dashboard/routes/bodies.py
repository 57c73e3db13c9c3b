"""What a POST carries, and from whom: its size and its sender are checked before it is read."""

import json
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request

from dashboard.admission.answered import answered
from dashboard.routes.contract import Json

SMALL_BODY_BYTES = 20_000
"""Up to this a body is decoded at once; a larger one by a thread, while others are heard."""


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

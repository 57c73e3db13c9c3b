"""What a POST carries, read as JSON or as it came: up to a size, and never from another site."""

import json
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request

from dashboard.admission.answered import answered
from dashboard.routes.contract import Json, Refusal
from dashboard.routes.cross_site import check_origin

SMALL_BODY_BYTES = 20_000
"""Up to this a body is decoded at once; a larger one by a thread, while others are heard."""


@dataclass(frozen=True, slots=True)
class Most:
    """The largest body of a request, and what to do about a larger one."""

    num_bytes: int
    advice: str


SMALL = Most(2_000_000, "send less at once")


async def read_body(request: Request, most: Most = SMALL) -> Json:
    """The JSON object that a POST carries; an empty body is an empty object.

    Raises:
        Refusal: it comes from another site, is not a JSON object, or is too large.
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
    check_origin(request)
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

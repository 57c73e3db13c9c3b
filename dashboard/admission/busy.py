"""What is said where there is no room now, but will be soon."""

from starlette.responses import JSONResponse, Response

RETRY_SECONDS = 2


class Busy(Exception):
    """One sentence, and after how many seconds it is worth asking again."""

    def __init__(self, sentence: str, retry_seconds: float = RETRY_SECONDS) -> None:
        super().__init__(sentence)
        self.retry_seconds = max(1, round(retry_seconds))


def busy_response(busy: Busy, *, close: bool = False) -> Response:
    """429 with the sentence; ``close`` ends the connection, whatever of the request is to come."""
    return JSONResponse({"error": str(busy)}, 429, {
        "Retry-After": str(busy.retry_seconds), **({"Connection": "close"} if close else {})})

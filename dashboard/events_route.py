"""``GET /api/runs/{id}/events``: a run as server-sent events, ten a second at most."""

import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard.api import existing_run
from dashboard.feed import Feed, read_cursor
from dashboard.lab import store

# proxies cut connections that stay silent for a minute
KEEPALIVE_SECONDS = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

_feeds: dict[int, Feed] = {}


async def events(request: Request) -> Response:
    """Everything since ``Last-Event-ID`` (or from the beginning), then whatever happens next."""
    try:
        run = await run_in_threadpool(existing_run, request.path_params["run"])
    except LookupError as error:
        return JSONResponse({"error": str(error.args[0])}, 404)
    feed = _feeds.setdefault(run.id, Feed(store(), run))
    last = request.headers.get("last-event-id") or request.query_params.get("last")
    return StreamingResponse(_stream(feed, last), media_type="text/event-stream", headers=HEADERS)


async def _stream(feed: Feed, last: str | None) -> AsyncIterator[str]:
    cursor = read_cursor(last)
    await feed.watch()
    try:
        while True:
            now, message = feed.message(cursor)
            if now != cursor:
                cursor = now
                yield f"id: {cursor}\ndata: {json.dumps(message, allow_nan=False)}\n\n"
            else:
                yield ": still here\n\n"
            await feed.news(cursor, KEEPALIVE_SECONDS)
    finally:
        feed.leave()
        if feed.watchers == 0:
            _feeds.pop(feed.run.id, None)


EVENT_ROUTES = [Route("/api/runs/{run}/events", events)]

"""``GET /api/runs/{id}/events``: a run as server-sent events, ten a second at most."""

from collections.abc import AsyncGenerator
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.admission.answered import answered
from dashboard.admission.busy import Busy, busy_response
from dashboard.admission.limits import STREAMS
from dashboard.admission.seated_stream import SeatedStream
from dashboard.admission.visitors import visitor_of
from dashboard.routes.answers import refused, taking
from dashboard.routes.contract import Media
from dashboard.routes.runs.feed import Feed
from dashboard.routes.runs.feed_message import Message, read_cursor
from dashboard.routes.runs.runs import existing_run
from dashboard.server.ending import server_ends
from dashboard.server.resources import store
from mnist_core.base.frozen import Frozen
from mnist_core.runs.database.run import Run

# proxies cut connections that stay silent for a minute
KEEPALIVE_SECONDS = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

_feeds: dict[int, Feed] = {}


class Since(Frozen):
    last: str = ""
    """The ``id`` of the last event that was heard, where no header ``Last-Event-ID`` says it."""


@taking("stream", query=Since, answer=Media(
    "text/event-stream", "Server-sent events, ten a second at most; the `data` of each is JSON.",
    Message), takes_headers={"Last-Event-ID": "The `id` of the last event that was heard."})
async def events(request: Request, query: Since) -> Response:
    """Everything since ``Last-Event-ID`` (or from the beginning), then whatever happens next."""
    visitor = visitor_of(request.scope)
    try:
        # before the database is asked: thousands may knock at once
        STREAMS.take(visitor)
    except Busy as busy:
        return busy_response(busy)
    try:
        run = await answered(request, "light", partial(existing_run, request.path_params["run"]))
    except Exception as error:
        STREAMS.leave(visitor)
        return refused(error)
    last = request.headers.get("last-event-id") or query.last
    return SeatedStream(STREAMS, visitor, _stream(run, last), media_type="text/event-stream",
                        headers=HEADERS)


async def _stream(run: Run, last: str | None) -> AsyncGenerator[str, None]:
    cursor = read_cursor(last)
    feed = _feeds.setdefault(run.id, Feed(store(), run))
    try:
        await feed.watch()
        while not server_ends.is_set():
            now, event = feed.event(cursor)
            if now != cursor:
                cursor = now
                yield event
            else:
                yield ": still here\n\n"
            await feed.news(cursor, KEEPALIVE_SECONDS)
    finally:
        feed.leave()
        if feed.watchers == 0 and _feeds.get(run.id) is feed:
            del _feeds[run.id]


EVENT_ROUTES = [Route("/api/runs/{run}/events", events)]

"""``POST /api/lr-find`` and ``POST /api/probe``: a recipe in; a worker process answers.

The learning-rate finder answers line by line (NDJSON) while it runs. Its process lives as long as
the request: whoever closes it, or the page, has stopped it.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.admission.limits import AT_REST, BESIDE_A_RUN, PROBES, SEARCHES
from dashboard.admission.seated_stream import SeatedStream
from dashboard.admission.visitors import visitor_of
from dashboard.routes.answers import refused, taking
from dashboard.routes.contract import Media, Refusal
from dashboard.server.ending import server_ends
from dashboard.server.resources import data_state, settings, store
from dashboard.train.recipe.duration import keep_measurement, measured_duration
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.worker.process import own_session, worker_environment, worker_threads
from mnist_core.short_jobs.lr_finder import Method, Stop
from mnist_core.short_jobs.probe import Speed
from mnist_core.training.setup import check_digits, num_trained

PROBE_SECONDS = 60.0
LOOK_SECONDS = 1.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
# each takes all cores, and two at once would measure each other
_probing = asyncio.Semaphore(1)


class PointLine(TypedDict):
    """A batch: its rate, its loss in nats and the average so far; there are ``of`` in all."""

    point: tuple[float, float, float]
    of: int


class FoundRates(TypedDict):
    """Rates by two rules, and the ``recommended`` one; ``problem`` says why there is none."""

    burn_in: int
    stopped: Stop
    stopped_lr: float
    valley: float | None
    steepest: float | None
    problem: str
    recommended: float | None
    method: Method | None


class FoundLine(TypedDict):
    found: FoundRates


class ErrorLine(TypedDict):
    error: str


class EpochSeconds(TypedDict):
    """``how`` it is known, as the end of a sentence."""

    seconds_an_epoch: float
    how: str


@taking("process", body=Recipe, answer=Media(
    "application/x-ndjson", "A point of the curve a line; what is found, or an error, is the last.",
    PointLine | FoundLine | ErrorLine))
async def find_lr(request: Request, body: Recipe) -> Response:
    """The curve of a learning-rate range test, and the rate that it suggests."""
    visitor = visitor_of(request.scope)
    try:
        _check_digits(body)
        SEARCHES.take(visitor)
    except Exception as error:
        return refused(error)
    try:
        await answered(request, "light", partial(_note_start, visitor))
    except Exception as error:
        SEARCHES.leave(visitor)
        return refused(error)
    return SeatedStream(SEARCHES, visitor, _search(body), media_type="application/x-ndjson",
                        headers=HEADERS)


@taking("process", body=Recipe, answer=EpochSeconds)
async def probe(request: Request, body: Recipe) -> Response:
    """How long an epoch of a recipe takes on this machine, measured in some seconds."""
    visitor = visitor_of(request.scope)
    try:
        _check_digits(body)
        with PROBES.seat(visitor):
            async with _probing:
                if await request.is_disconnected():
                    return Response()  # whoever asked has gone on to another recipe
                await answered(request, "light", partial(_note_start, visitor))
                async with _job("speed", body) as process:
                    line = await asyncio.wait_for(_line(process), PROBE_SECONDS)
                    answer = json.loads(line or "{}")
    except TimeoutError:
        return JSONResponse({"error": "This machine is too busy to measure anything now."}, 503)
    except Exception as error:
        return refused(error)
    if "error" in answer:
        # as where the recipe needs more memory than there is
        return JSONResponse({"error": answer["error"]}, 400)
    if "speed" not in answer:
        return JSONResponse({"error": "The measurement broke off."}, 503)
    speed, data = Speed(**answer["speed"]), data_state().dataset
    if data:
        keep_measurement(body, num_trained(body, len(data.train)), speed)
    duration = measured_duration(speed)
    return JSONResponse(EpochSeconds(seconds_an_epoch=duration.seconds_an_epoch,
                                     how=duration.how))


def _check_digits(recipe: Recipe) -> None:
    """Raises:
        Refusal: there are no digits.
        ValueError: the recipe cannot be trained on those that there are.
    """
    state = data_state()
    if state.dataset is None:
        raise Refusal(503, state.error)
    check_digits(recipe, len(state.dataset.train))


def _note_start(visitor: str) -> None:
    """Raises:
        Busy: so many processes were started in the last minute.
    """
    (BESIDE_A_RUN if store().num_running() else AT_REST).note(visitor)


async def _search(recipe: Recipe) -> AsyncGenerator[bytes, None]:
    async with _job("lr", recipe) as process:
        while line := await _line(process):
            yield line
            if b'"point"' not in line:
                return
        yield json.dumps({"error": "The search broke off; the server's log says why."}
                         ).encode() + b"\n"


async def _line(process: Process) -> bytes:
    """The next line; nothing once there is none, or the server ends."""
    assert process.stdout
    reading = asyncio.ensure_future(process.stdout.readline())
    try:
        while not server_ends.is_set():
            done, _ = await asyncio.wait([reading], timeout=LOOK_SECONDS)
            if done:
                return reading.result()
        return b""
    finally:
        reading.cancel()


@asynccontextmanager
async def _job(job: str, recipe: Recipe) -> AsyncGenerator[Process, None]:
    """A process of its own that has been given the recipe, and is gone afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mnist_core.short_jobs", job, stdin=PIPE, stdout=PIPE,
        env=worker_environment(worker_threads(settings().slots)), **own_session())
    try:
        assert process.stdin
        with suppress(ConnectionError):
            process.stdin.write(recipe.to_json().encode())
            await process.stdin.drain()
        process.stdin.close()
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


SHORT_JOB_ROUTES = [Route("/api/lr-find", find_lr, methods=["POST"]),
                    Route("/api/probe", probe, methods=["POST"])]

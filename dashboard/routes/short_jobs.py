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
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard.lab import data_state, settings
from dashboard.routes.answers import Refusal, read_body
from dashboard.routes.events import end_with_the_server
from dashboard.routes.feed import server_ends
from dashboard.train.recipe.duration import keep_measurement, measured_duration
from mnist_core.beginning import num_trained
from mnist_core.probe import Speed
from mnist_core.recipe import Recipe, read_recipe
from mnist_core.runs.process import worker_environment

# each of them takes the CPU from the runs
MOST_SEARCHES = 2
PROBE_SECONDS = 60.0
LOOK_SECONDS = 1.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_searches = asyncio.Semaphore(MOST_SEARCHES)
_probes = asyncio.Semaphore(1)


async def find_lr(request: Request) -> Response:
    """The curve of the range test, a point a line, and what it suggests as the last line."""
    try:
        recipe = await _recipe(request)
        if _searches.locked():
            raise Refusal(429, "Others are looking for a learning rate; try again in a minute.")
    except Refusal as refusal:
        return JSONResponse({"error": str(refusal)}, refusal.status)
    return StreamingResponse(_search(recipe), media_type="application/x-ndjson", headers=HEADERS)


async def probe(request: Request) -> Response:
    """How long an epoch takes here: ``seconds_an_epoch``, and ``how`` that is known."""
    try:
        recipe = await _recipe(request)
        async with _probes:
            if await request.is_disconnected():
                return Response()  # whoever asked has gone on to another recipe
            async with _job("speed", recipe) as process:
                answer = json.loads(await asyncio.wait_for(_line(process), PROBE_SECONDS) or "{}")
    except Refusal as refusal:
        return JSONResponse({"error": str(refusal)}, refusal.status)
    except TimeoutError:
        answer = {"error": "This machine is too busy to measure anything now."}
    if "speed" not in answer:
        return JSONResponse({"error": answer.get("error", "The measurement broke off.")}, 503)
    speed, data = Speed(**answer["speed"]), data_state().dataset
    if data:
        keep_measurement(recipe, num_trained(recipe, len(data.train)), speed)
    duration = measured_duration(speed)
    return JSONResponse({"seconds_an_epoch": duration.seconds_an_epoch, "how": duration.how})


async def _recipe(request: Request) -> Recipe:
    end_with_the_server()
    body: dict[str, Any] = await read_body(request)
    state = data_state()
    if state.dataset is None:
        raise Refusal(503, state.error)
    try:
        recipe = read_recipe(body)
        num_trained(recipe, len(state.dataset.train))
    except ValueError as error:
        raise Refusal(400, str(error)) from None
    return recipe


async def _search(recipe: Recipe) -> AsyncGenerator[bytes, None]:
    async with _searches, _job("lr", recipe) as process:
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
        sys.executable, "-m", "mnist_core.short_job", job, stdin=PIPE, stdout=PIPE,
        env=worker_environment(settings().slots), start_new_session=True)
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

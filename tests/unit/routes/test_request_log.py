"""What breaks in a route is one sentence to the visitor and one traceback in the log."""

import logging
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.web.request_log import SENTENCE, RequestLog
from mnist_core.base.log import asked_by


async def _broken(_: Request) -> Response:
    raise KeyError("internals")


async def _refused(_: Request) -> Response:
    return JSONResponse({"error": "Batch size is 0; use 1 or more."}, 400)


async def _fine(_: Request) -> Response:
    return JSONResponse({"from": asked_by.get()})


async def _breaks_midway(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"part"
        raise OSError("gone")
    return StreamingResponse(parts())


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/api/broken", _broken), Route("/api/refused", _refused),
              Route("/api/fine", _fine), Route("/api/midway", _breaks_midway)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(RequestLog)]))


def test_a_mistake_of_ours_is_a_sentence_and_its_traceback_is_logged_once(
        client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/api/broken")
    assert (answer.status_code, answer.json()) == (500, {"error": SENTENCE})
    assert "internals" not in answer.text
    (record,) = [record for record in caplog.records if record.exc_info]
    assert record.levelno == logging.ERROR and "/api/broken" in record.getMessage()


def test_a_refusal_is_logged_with_its_sentence(client: TestClient,
                                               caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dashboard")
    assert client.get("/api/refused").status_code == 400
    (record,) = (record for record in caplog.records if record.name.startswith("dashboard"))
    assert record.levelno == logging.INFO
    assert "Batch size is 0" in record.getMessage()


def test_what_went_well_is_heard_by_those_who_debug_only(
        client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dashboard")
    assert client.get("/api/fine").json() == {"from": "testclient"}, "every line can say for whom"
    assert not [record for record in caplog.records if record.name.startswith("dashboard")]
    assert asked_by.get() == ""


def test_an_answer_that_breaks_midway_is_logged_and_not_begun_again(
        client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/api/midway")
    assert answer.content == b"part"
    assert [record for record in caplog.records if record.exc_info]

"""The real server under requests that nobody with good intentions sends: it answers each of them
in a sentence, in time, and stays as it was.
"""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from dashboard.admission.limits import BODIES, STREAMS
from dashboard.admission.requests import SILENT_SECONDS
from dashboard.routes.all_routes import ROUTES
from tests.integration.hostile import LONG, Hostile, hostile_requests
from tests.servers.serving import dashboard, process_of

MOST_QUEUED = 3
MEGABYTE = 2**20
# what caches fill with while they are used for the first time; 10 GB were taken once
GROWTH_MEGABYTES = 700
SLOWEST_SECONDS = 5.0
SMALL = "conv3x3(4) relu gap conv1x1(10) flatten"


@dataclass(frozen=True)
class Besieged:
    """A server, its process and its log."""

    url: str
    process: psutil.Process
    log: Path
    client: httpx.Client

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def megabytes(self) -> float:
        return float(self.process.memory_info().rss) / MEGABYTE

    def connection(self, address: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("localhost", self.port), 60, (address, 0))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    home = tmp_path_factory.mktemp("hostile") / "home"
    with (dashboard(home, is_forked=False, MNIST_DATABASE_URL="", MNIST_DEVICE="cpu",
                    MNIST_SLOTS="1", MNIST_MAX_QUEUED=str(MOST_QUEUED)) as url,
          httpx.Client(base_url=url, timeout=120, trust_env=False) as client):
        yield Besieged(url, process_of(url), home.with_suffix(".log"), client)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    seconds: float


def answer_to(server: Besieged, request: Hostile) -> Answer:
    """The answer, of an event stream its first part."""
    began = time.perf_counter()
    with server.client.stream(request.method, request.path, content=request.content,
                              headers=request.headers) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            text = next(answer.iter_text(), "")
        else:
            text = answer.read().decode("utf-8", "replace")
    return Answer(answer.status_code, text, time.perf_counter() - began)


def faults_of(request: Hostile, answer: Answer, *, is_timed: bool) -> list[str]:
    """What is wrong with an answer."""
    faults = []
    if answer.status >= 500:
        faults.append(f"status {answer.status}")
    if "Traceback" in answer.text:
        faults.append("a traceback")
    is_ours = request.path.startswith("/api/") and request.method != "HEAD"
    if answer.status >= 400 and is_ours:
        # Starlette and Streamlit refuse paths and ranges in a line of plain text
        sentence = error_in(answer.text) if answer.text.startswith("{") else answer.text
        if not sentence or "\n" in sentence or len(sentence) > 1_000:
            faults.append(f"no sentence: {answer.text[:200]!r}")
    if is_timed and answer.seconds > SLOWEST_SECONDS and not request.path.startswith(LONG):
        faults.append(f"{answer.seconds:.1f} s")
    return [f"{fault}: {request}" for fault in faults]


def error_in(text: str) -> str:
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return ""


def besiege(server: Besieged, num: int, *, seed: int, is_timed: bool) -> None:
    """Ask ``num`` hostile requests, some at a time, and look at everything afterwards."""
    requests = hostile_requests(ROUTES, num, seed)
    before = server.megabytes
    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(lambda request: answer_to(server, request), requests))
    faults = [fault for request, answer in zip(requests, answers, strict=True)
              for fault in faults_of(request, answer, is_timed=is_timed)]
    assert not faults, "\n".join(faults[:20])
    assert "Traceback" not in server.log.read_text()
    assert server.client.get("/api/health").json()["status"] == "ok"
    assert server.megabytes - before < GROWTH_MEGABYTES
    # the requests are worth something: many were understood, and many refused
    statuses = [answer.status for answer in answers]
    assert sum(status == 200 for status in statuses) > num / 20
    assert sum(status == 400 for status in statuses) > num / 20


def test_hostile_requests_over_all_routes_are_answered_in_sentences(server: Besieged) -> None:
    besiege(server, 400, seed=0, is_timed=False)


@pytest.mark.slow
def test_three_thousand_hostile_requests(server: Besieged) -> None:
    besiege(server, 3_000, seed=1, is_timed=True)


@pytest.fixture
def quiet(server: Besieged) -> None:
    """Nothing trains and nothing waits."""
    for run in server.client.get("/api/runs").json():
        server.client.post(f"/api/runs/{run['id']}/stop", json={})


@pytest.mark.usefixtures("quiet")
def test_the_queue_takes_so_many_and_says_when_to_come_back(server: Besieged) -> None:
    recipe = {"layers": SMALL, "epochs": 50}
    answers = [server.client.post("/api/runs", json=recipe)]
    # how many are taken out of the queue meanwhile depends on how busy this machine is
    while answers[-1].status_code == 200 and len(answers) < 5 * MOST_QUEUED:
        answers.append(server.client.post("/api/runs", json=recipe))
    refused = answers[-1]
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 1
    assert "MNIST_MAX_QUEUED allows 3" in refused.json()["error"]
    for answer in answers:
        if answer.status_code == 200:
            server.client.post(f"/api/runs/{answer.json()['id']}/stop", json={})


def test_sixty_fields_at_once_are_answered_or_told_to_come_back(server: Besieged) -> None:
    def field(number: int) -> httpx.Response:
        return server.client.post("/api/field", json={
            "step": "strategy-4", "layer": 1 + number % 20, "row": 1 + number // 20, "column": 1,
            "digit": "A" * 1044 + "AA=="})
    with ThreadPoolExecutor(60) as people:
        answers = list(people.map(field, range(60)))
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {200, 400, 429} and 200 in statuses
    assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 429)


def post(server: Besieged, body: bytes, length: int) -> socket.socket:
    """A request for a reading whose body is said to be ``length`` bytes long."""
    connection = server.connection()
    connection.sendall(
        f"POST /api/predict HTTP/1.1\r\nHost: localhost:{server.port}\r\nContent-Type: "
        f"application/json\r\nContent-Length: {length}\r\n\r\n".encode() + body)
    return connection


def heard(connection: socket.socket) -> str:
    """Everything up to the end of the connection."""
    parts = iter(lambda: connection.recv(65_536), b"")
    return b"".join(parts).decode()


@pytest.mark.slow
def test_half_a_body_is_waited_for_so_long_and_only_so_many_are(server: Besieged) -> None:
    with ExitStack() as stack:
        began = time.monotonic()
        halves = [stack.enter_context(post(server, b'{"strokes": [[[', 1_000))
                  for _ in range(BODIES.most_each)]
        # the next one is refused at once, whoever it is that sends it
        more = heard(stack.enter_context(post(server, b"{", 1_000)))
        assert more.startswith("HTTP/1.1 429") and "retry-after" in more.lower()
        assert time.monotonic() - began < SILENT_SECONDS
        for half in halves:
            answer = heard(half)
            assert answer.startswith("HTTP/1.1 408")
            assert "stopped on its way" in answer
    assert server.client.post("/api/describe", json={"layers": SMALL}).status_code == 200


def watch(server: Besieged, run_id: int) -> tuple[socket.socket, str]:
    connection = server.connection()
    connection.sendall(f"GET /api/runs/{run_id}/events HTTP/1.1\r\n"
                       f"Host: localhost:{server.port}\r\n\r\n".encode())
    return connection, connection.recv(65_536).decode()


@pytest.mark.usefixtures("quiet")
def test_so_many_watch_and_a_place_is_free_again_when_one_leaves(server: Besieged) -> None:
    run_id = server.client.post("/api/runs", json={"layers": SMALL, "epochs": 1,
                                                   "num_train": 64}).json()["id"]
    with ExitStack() as stack:
        seats: list[socket.socket] = []
        for _ in range(STREAMS.most_each):
            connection, head = watch(server, run_id)
            seats.append(stack.enter_context(connection))
            assert head.startswith("HTTP/1.1 200"), head
        connection, head = watch(server, run_id)
        stack.enter_context(connection)
        assert head.startswith("HTTP/1.1 429") and "retry-after" in head.lower()
        seats[0].close()

        def has_room() -> bool:
            again, answer = watch(server, run_id)
            stack.enter_context(again)
            return answer.startswith("HTTP/1.1 200")
        deadline = time.monotonic() + 30
        while not has_room():
            assert time.monotonic() < deadline, "no place became free"
            time.sleep(0.2)


@pytest.mark.parametrize(("method", "path", "status", "allowed"), [
    ("GET", "/api/trained/strategy-4@1/map?method=tsne", 405, "POST"),
    ("GET", "/api/trained/strategy-4@1/digits/1/maps", 405, "POST"),
    ("GET", "/api/field", 405, "POST"), ("POST", "/api/health", 405, "GET"),
    ("GET", "/api/none", 404, None)])
def test_only_post_starts_work_and_what_is_not_there_is_said(
        server: Besieged, method: str, path: str, status: int, allowed: str | None) -> None:
    answer = server.client.request(method, path)
    assert answer.status_code == status
    assert (allowed or "address") in answer.json()["error"]
    if allowed:
        assert allowed in answer.headers["Allow"]


@pytest.mark.parametrize(("path", "as_a_link"), [
    ("/api/drawings.zip", 403), ("/api/runs", 200), ("/api/trained/strategy-4@1/digits/0", 200)])
def test_a_picture_of_another_site_has_nothing_computed(server: Besieged, path: str,
                                                        as_a_link: int) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    picture, link = ({**foreign, "Sec-Fetch-Mode": mode} for mode in ("no-cors", "navigate"))
    assert server.client.get(path, headers=picture).status_code == 403
    assert server.client.get(path, headers=link).status_code == as_a_link
    assert server.client.get(path).status_code == 200

"""Every route under ``/api`` says what it takes and answers, and does what it says.

The real server is asked for each of its routes with the examples of its own documentation.
"""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw
from pydantic import TypeAdapter
from starlette.routing import Route

from dashboard.components.modules import modules, version
from dashboard.routes.all_routes import ROUTES
from dashboard.routes.contract import Contract, Media, Nothing, models_of
from dashboard.routes.docs.openapi import PATH_PARAMETERS, openapi, path_of
from mnist_core.data.mnist import Dataset
from tests.integration.drawing_lab import ONE, SEVEN
from tests.integration.http.described_lab import described_lab
from tests.waiting import wait_until

API = [route for route in ROUTES if route.path.startswith("/api/") and route is not ROUTES[-1]]
DOCUMENT = openapi(API)
each_route = pytest.mark.parametrize("route", API, ids=lambda route: f"{route.path}")
# of what an example of a route takes from the lab; another run or drawing where it changes that
NAMED: dict[str, object] = {"token": 1, "run": 1, "verb": "resume", "key": "1", "index": 0,
                            "drawing": 1, "challenge": 1, "submission": 1, "person": 1,
                            "sitting": 1, "lesson": "dropout", "ladder": "strategy",
                            "kind": "filter", "sweep": 1, "trial": 1,
                            "version": version(), "name": next(iter(modules())),
                            "file": "recipe.json"}
CHANGED = {"/api/runs/{run}/{verb}": {"run": 2}, "/api/drawings/{drawing}/delete": {"drawing": 2},
           "/api/quiz/{sitting}/answer": {"sitting": 2},
           "/api/sweeps/{sweep}/delete": {"sweep": 2}}
# a lab that knows no people has none who join or lead; tests/integration/people and challenges ask
# these
OF_A_CLASS = ("/api/join", "/api/me/nickname", "/api/me/words", "/api/me/sign-out-others",
              "/api/me/tokens", "/api/me/tokens/{token}/delete",
              "/api/queue/hold", "/api/queue/move", "/api/queue/order",
              "/api/class/looking",
              "/api/challenge/close", "/api/challenge/open", "/api/challenge/ranking.csv",
              "/api/challenge/submit", "/api/challenge/submissions/{submission}",
              "/api/challenge/withdraw",
              "/api/challenges/{challenge}", "/api/runs/{run}/challenge",
              "/api/class-digits.zip", "/api/class-digits", "/api/class-digits/{drawing}/answer",
              "/api/class-digits/{drawing}/confirm", "/api/class-digits/{drawing}/delete",
              "/api/class/lesson", "/api/class/lesson/end",
              "/api/board", "/api/class/names", "/api/class/offer", "/api/class/offer/end",
              "/api/people/{person}/pause", "/api/people/{person}/remove",
              "/api/people/{person}/words", "/api/class/delete", "/api/class/new",
              "/api/me/report.html", "/api/me/report.csv",
              "/api/class/report.html", "/api/class/report.csv",
              "/api/people/{person}/report.html", "/api/class/quiz", "/api/class/quiz.csv")
QUERIES = {"/api/export.zip": "?runs=1,strategy-4@1",
           "/api/own-lessons/copy": "?lesson=dropout",
           "/api/own-lessons/import": "?name=edges.md&language=en"}


def method_of(route: Route) -> str:
    method, = (route.methods or set()) - {"HEAD"}
    return method


def contract_of(route: Route) -> Contract:
    contract = getattr(route.endpoint, "contract", None)
    assert isinstance(contract, Contract), (
        f"{route.path} has no contract: make its endpoint with `answering` or `taking`")
    return contract


def bodies_of(route: Route) -> list[Any]:
    """The examples of what a route takes; None where it takes nothing."""
    content = operation_of(route).get("requestBody", {}).get("content", {})
    examples = content.get("application/json", {}).get("examples", {})
    return [example["value"] for example in examples.values()] or [None]


def operation_of(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = DOCUMENT["paths"][path_of(route)][method_of(route).lower()]
    return operation


def test_only_the_last_route_answers_what_no_other_does() -> None:
    assert ROUTES[-1].path == "/api/{path:path}"
    assert len(API) > 35


@each_route
def test_a_route_has_its_models_and_its_place_in_the_documentation(route: Route) -> None:
    contract, operation = contract_of(route), operation_of(route)
    assert operation["description"], "its docstring says what it does"
    assert contract.answer not in (object, dict, None), "the type of its answer says what is in it"
    named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
    assert named == set(route.param_convertors) <= PATH_PARAMETERS.keys()
    assert operation["responses"].keys() >= {"400", "403", "404", "429", "503"}
    if contract.body is not Nothing and not isinstance(contract.body, Media):
        for model in models_of(contract.body):
            examples = model.model_json_schema()["examples"]
            assert [model.model_validate(example) for example in examples], "it has an example"


def test_an_endpoint_without_a_contract_would_be_found() -> None:
    with pytest.raises(AssertionError, match="has no contract"):
        contract_of(ROUTES[-1])


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[httpx.Client]:
    # its short jobs are real processes, too
    with (described_lab(tmp_path_factory.mktemp("contract"), dataset, is_forked=False) as address,
          httpx.Client(base_url=address, timeout=120, trust_env=False) as client):
        for digit, strokes in ((1, ONE), (7, SEVEN)):
            client.post("/api/drawings", json={"digit": digit, "strokes": strokes})
        # one that is finished, and one that could be
        for sitting, stage in ((1, "before"), (2, "after")):
            client.post("/api/quiz", json={"stage": stage})
            for question in range(12):
                client.post(f"/api/quiz/{sitting}/answer", json={
                    "question": question, "answer": None})
            if stage == "before":
                client.post(f"/api/quiz/{sitting}/finish", json={})
        yield client


@pytest.fixture
def restored(client: httpx.Client) -> Iterator[None]:
    """What an example deleted is there again, and what it started has ended."""
    yield
    client.post("/api/run-list/restore", json={"runs": [1, 2]})
    for sweep in client.get("/api/sweeps").json():
        client.post(f"/api/sweeps/{sweep['id']}/ask", json={"verb": "stop"})
    for run in client.get("/api/runs?state=queued,running").json():
        client.post(f"/api/runs/{run['id']}/stop")
    # beside a run that still ends, few recipes may be measured
    wait_until(lambda: client.get("/api/health").json()["running"] == 0, "nothing trains")


@pytest.mark.usefixtures("restored")
@each_route
def test_the_examples_of_a_route_are_answered_as_it_says(client: httpx.Client, route: Route
                                                         ) -> None:
    path = path_of(route)
    address = path.format_map(NAMED | CHANGED.get(path, {}))
    if path in OF_A_CLASS or (path, method_of(route)) == ("/api/challenge", "POST"):
        answer = client.request(method_of(route), address, json=bodies_of(route)[0])
        assert answer.status_code in (400, 404) and answer.json()["error"]
        return
    for body in bodies_of(route):
        content = CONTENTS[path](client) if path in CONTENTS else None
        with client.stream(method_of(route), address + QUERIES.get(path, ""), json=body,
                           content=content) as answer:
            check(answer, contract_of(route))


def check(answer: httpx.Response, contract: Contract) -> None:
    """The answer holds what is said of it, each value of its type, and nothing else."""
    assert answer.status_code == 200, answer.read().decode()
    kind = answer.headers["content-type"].partition(";")[0]
    if not isinstance(contract.answer, Media):
        assert kind == "application/json"
        TypeAdapter(contract.answer).validate_json(answer.read(), strict=True, extra="forbid")
        return
    assert kind == contract.answer.kind
    if contract.answer.part is None:
        assert answer.read()
        return
    part = TypeAdapter(contract.answer.part)
    if kind == "text/event-stream":
        event = next(line for line in answer.iter_lines() if line.startswith("data: "))
        part.validate_json(event.removeprefix("data: "), strict=True, extra="forbid")
        return
    lines = list(answer.iter_lines())
    assert lines
    for line in lines:
        part.validate_json(line, strict=True, extra="forbid")


def picture(client: httpx.Client) -> bytes:
    image = Image.new("L", (200, 300), 255)
    ImageDraw.Draw(image).line((100, 50, 100, 250), fill=0, width=12)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def bundle(client: httpx.Client) -> bytes:
    return client.get("/api/runs/1/export.zip").content


def own_lesson(client: httpx.Client) -> bytes:
    return client.get("/api/own-lessons/copy?lesson=dropout").content


CONTENTS = {"/api/picture": picture, "/api/import": bundle, "/api/own-lessons/import": own_lesson}


@pytest.mark.parametrize(("method", "address", "body", "sentence"), [
    ("GET", "/api/steps?fresh=1", None, "unknown key `fresh`"),
    ("GET", "/api/runs/1/events?las=1", None, "unknown key `las`; did you mean `last`?"),
    ("GET", "/api/run-list?refrence=1", None, "unknown key `refrence`; did you mean `reference`?"),
    ("GET", "/api/trained/1/curve?first=3", None, "name both `first` and `last`"),
    ("GET", "/api/export.zip?runs=,", None, "name 1 to 50 runs"),
    ("GET", "/api/export.zip?runs=2", None, "no measured epoch yet"),
    ("GET", "/api/runs/1/export.zip?only=recipe.txt", None, "no file 'recipe.txt'"),
    ("POST", "/api/runs/2/stop", {"now": True}, "unknown key `now`"),
    ("POST", "/api/run-list/restore", {"runs": [1], "all": True}, "unknown key `all`"),
    ("POST", "/api/sweeps", {"step": "strategy-4", "question": {"settings": [
        {"key": "dropuot", "values": [0]}]}}, "did you mean `dropout`?"),
    ("POST", "/api/sweeps", {"step": "strategy-4", "question": {"settings": [
        {"key": "layers", "low": 1, "high": 3}], "search": "tpe", "num_trials": 3}},
     "layers is not a number, so it has no range"),
    ("POST", "/api/sweeps/cost", {"step": "strategy-4", "question": {"settings": [
        {"key": "dropout", "low": 0, "high": 0.5}], "search": "random", "num_trials": 1_000_000}},
     "these are 1,000,000 trials; at most 2,000 make one experiment"),
    ("POST", "/api/sweeps", {"step": "strategy-4", "question": {"measure": "test_accuracy"}},
     "it must be 'held_out_accuracy' or 'held_out_loss'"),
    ("POST", "/api/sweeps/1/ask", {"verb": "delete"}, "verb"),
    ("POST", "/api/field", {"layer": 1}, "`digit` is missing; it must be text.")])
def test_what_a_route_does_not_take_is_refused_in_a_sentence(
        client: httpx.Client, method: str, address: str, body: object, sentence: str) -> None:
    answer = client.request(method, address, json=body)
    assert answer.status_code == 400 and sentence in answer.json()["error"]


class Page(HTMLParser):
    """The addresses that a page links to or loads, and its places."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.places: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.addresses |= {str(given[name]) for name in ("href", "src") if name in given}
        self.places.add(str(given.get("id")))


def test_the_documentation_is_one_page_that_loads_nothing(client: httpx.Client) -> None:
    html = client.get("/api/docs").text
    page = Page(html)
    assert all(f"{method_of(route)} {path_of(route)}" in html for route in API)
    assert not page.tags & {"script", "link", "img", "iframe"}
    assert page.addresses - {"openapi.json"} <= {f"#{place}" for place in page.places}
    assert client.get("/api/openapi.json").json() == json.loads(json.dumps(DOCUMENT))

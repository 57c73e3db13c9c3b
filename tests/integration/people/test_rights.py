"""Every route x who asks x whose it is, against the table of rights, on the real server.

The routes are those that the server has, so a new one is tried here, too.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.routing import Route

from dashboard.routes.all_routes import ROUTES
from dashboard.routes.guard import guarded, name_of
from dashboard.routes.route_rights import ACTS
from mnist_core.runs.people.rights import RULES, Rule
from tests.integration.drawing_lab import SEVEN, own_lab
from tests.servers.class_server import CODE, KEY, class_server, joined
from tests.servers.serving import dashboard

WHO = ("stranger", "student", "owner", "teacher")
MAY: dict[Rule, tuple[str, ...]] = {
    "anybody": WHO, "member": WHO[1:], "owner": WHO[2:], "teacher": WHO[3:]}
SWEEP = {"question": {"settings": [{"key": "dropout", "values": [0]}]}}
each_route = pytest.mark.parametrize("route", ROUTES, ids=name_of)


@dataclass(frozen=True)
class Classroom:
    """The server of a class, a client for each who asks, and run, drawing and experiment of one."""

    clients: dict[str, httpx.Client]
    run: int
    drawing: int
    sweep: int


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    home = tmp_path_factory.mktemp("class") / "home"
    with own_lab(home) as store:
        store.close()
    # no slot is taken, so that the runs wait
    with class_server(home) as address:
        clients = {who: httpx.Client(base_url=address, timeout=30) for who in WHO}
        for who in ("student", "owner"):
            joined(clients[who], {"code": CODE, "nickname": who})
        joined(clients["teacher"], {"teacher": KEY})
        recipe = {"step": "strategy-4", "set": {"epochs": 1}}
        sweep = clients["owner"].post("/api/sweeps", json={**recipe, **SWEEP}).json()["id"]
        clients["owner"].post(f"/api/sweeps/{sweep}/ask", json={"verb": "stop"})
        run = clients["owner"].post("/api/runs", json=recipe).json()["id"]
        clients["owner"].post(f"/api/runs/{run}/stop")
        drawing = clients["owner"].post("/api/drawings", json={
            "digit": 7, "strokes": SEVEN}).json()["id"]
        yield Classroom(clients, run, drawing, sweep)
        for client in clients.values():
            client.close()


def asked(client: httpx.Client, route: Route, lesson: Classroom) -> int:
    """The status of a request that does nothing where it is allowed: it lacks what it needs."""
    path = route.path.replace("{run}", str(lesson.run)).replace("{drawing}", str(lesson.drawing))
    path = path.replace("{verb:str}", "nothing").replace("{key}", "strategy-4@1")
    path = path.replace("{index}", "0").replace("{ladder}", "none").replace("{file}", "none")
    path = path.replace("{version}", "1").replace("{name:path}", "none").replace(
        "{path:path}", "none").replace("{token}", "0")
    path = path.replace("{sweep}", str(lesson.sweep)).replace("{trial}", "99")
    if "POST" not in (route.methods or ()):
        with client.stream("GET", path) as answer:
            return answer.status_code
    return client.post(path, json={"runs": [lesson.run]} if "run-list" in path
                       else {"name": "x"} if path.endswith("/name")
                       else {"note": "x"} if path.endswith("/note")
                       else {"verb": "pause"} if path.endswith("/ask")
                       else SWEEP if path.endswith("/more") else {}).status_code


@each_route
@pytest.mark.parametrize("who", WHO)
def test_who_may_ask_a_route(route: Route, who: str, lesson: Classroom) -> None:
    act = ACTS[name_of(route)]
    if (act in ("join", "delete a drawing", "withdraw a submission")
            or name_of(route) in (
            "POST /api/run-list/delete", "POST /api/sweeps/{sweep}/delete")):
        pytest.skip("it would change who asks, or what the others are tried on")
    status = asked(lesson.clients[who], route, lesson)
    if who in MAY[RULES[act]]:
        assert status not in (401, 403) and status < 500
    elif act == "open a page":
        assert status == 303
    else:
        assert status == (401 if who == "stranger" else 403)


@pytest.mark.parametrize("who", WHO)
def test_who_may_delete_what_is_the_owners(who: str, lesson: Classroom) -> None:
    owner = lesson.clients["owner"]
    drawing = owner.post("/api/drawings", json={"digit": 7, "strokes": SEVEN}).json()["id"]
    client = lesson.clients[who]
    answers = [client.post(f"/api/drawings/{drawing}/delete"),
               client.post("/api/run-list/delete", json={"runs": [lesson.run]})]
    if who in MAY["owner"]:
        assert [answer.status_code for answer in answers] == [200, 200]
        assert owner.post("/api/run-list/restore", json={"runs": [lesson.run]}).is_success
    else:
        assert {answer.status_code for answer in answers} == {401 if who == "stranger" else 403}
        assert owner.get(f"/api/runs/{lesson.run}").json()["name"] in ("", "x")


def test_a_route_that_nobody_has_a_rule_for_is_refused_when_the_server_starts() -> None:
    route = Route("/api/new", ROUTES[0].endpoint)
    with pytest.raises(KeyError, match="GET /api/new"):
        guarded([route])


def test_the_tabs_of_pages_are_for_those_who_joined(lesson: Classroom) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    assert lesson.clients["stranger"].get("/_stcore/stream", headers=upgrade).status_code == 403
    assert lesson.clients["stranger"].get("/media/1.png").status_code == 401


def test_a_cookie_cannot_be_made_up(lesson: Classroom) -> None:
    true = lesson.clients["owner"].cookies["mnist_person"]
    for text in ("[1,1]", "WzEsMV0.x", true[:-2] + "xx", f"x{true}", ""):
        client = httpx.Client(base_url=lesson.clients["owner"].base_url,
                              cookies={"mnist_person": text})
        assert client.get("/api/runs").status_code == 401
    cookie = next(iter(lesson.clients["owner"].cookies.jar))
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"


def test_wrong_codes_are_limited_and_right_ones_are_not_counted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with class_server(home) as address, httpx.Client(base_url=address) as client:
        def join(number: int) -> None:
            with httpx.Client(base_url=address, timeout=60) as own:
                joined(own, {"code": "7b 2026", "nickname": f"Student {number}"})
        # a whole class at once, from one address
        with ThreadPoolExecutor(40) as students:
            list(students.map(join, range(40)))
        wrong = [client.post("/api/join", json={"code": f"WRONG{number}", "nickname": "Eve"})
                 for number in range(40)]
        statuses = [answer.status_code for answer in wrong]
        assert statuses[0] == 400 and statuses[-1] == 429
        assert int(wrong[-1].headers["Retry-After"]) <= 60
        assert client.post("/api/join", json={"words": "abandon ability able"}
                           ).status_code == 429


def test_alone_nobody_is_asked_for_a_name(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with dashboard(home, MNIST_DATABASE_URL="", MNIST_DEVICE="cpu") as address, httpx.Client(
            base_url=address) as client:
        assert client.get("/").status_code == 200
        assert client.get("/join").headers["Location"] == "/"
        assert client.get("/api/me").json() == {"mode": "alone", "nickname": None, "role": None}
        answer = client.post("/api/join", json={"code": CODE, "nickname": "Anna"})
        assert answer.status_code == 400
        assert "set-cookie" not in answer.headers


def test_no_rule_is_left_of_a_route_that_is_gone() -> None:
    assert {name_of(route) for route in ROUTES} == set(ACTS)

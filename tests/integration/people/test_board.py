"""The teacher's board on the real server: what it shows, and what a teacher does from it."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.drawing_lab import own_lab
from tests.servers.class_server import KEY, Join, class_server, members
from tests.waiting import wait_until

OFFER_SECONDS = 2.0
ASKS_AGAIN_SECONDS = 1.3


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("board") / "home"
    with own_lab(home) as store:
        store.close()
    with class_server(home, MNIST_SLOTS="1") as address:
        with httpx.Client(base_url=address, timeout=30) as client:
            # it has the one slot, so that others wait
            client.post("/api/join", json={"teacher": KEY})
            client.post("/api/runs", json={"step": "strategy-4"})
        yield address


@pytest.fixture
def teacher(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        client.post("/api/join", json={"teacher": KEY})
        yield client
        client.post("/api/class/offer/end", json={})
        client.post("/api/class/names", json={"shown_as": "nicknames"})


@pytest.fixture
def join(address: str) -> Iterator[Join]:
    with members(address) as join:
        yield join


def tile_of(teacher: httpx.Client, name: str) -> dict[str, Any]:
    """As soon as the board has it, which looks once a second."""
    def found() -> dict[str, Any] | None:
        people = teacher.get("/api/board").json()["people"]
        return next((tile for tile in people if tile["name"] == name), None)
    return wait_until(found, f"{name} is on the board")


def doing(teacher: httpx.Client, name: str) -> dict[str, Any] | None:
    tile = tile_of(teacher, name)
    return tile if tile["doing"] else None


def test_a_board_shows_what_somebody_does_and_pauses_it(
        teacher: httpx.Client, join: Join) -> None:
    anna = join("Anna")
    run = anna.post("/api/runs", json={"step": "strategy-4", "set": {"epochs": 2}}).json()["id"]
    tile = wait_until(lambda: doing(teacher, "Anna"), "the run is on the board")
    assert (tile["seen"], tile["number"], tile["num_waiting"], tile["marks"]) == (None, 1, 1, [])
    assert (tile["doing"]["run"], tile["doing"]["state"], tile["doing"]["is_quick_try"]) == (
        run, "queued", True)
    assert "epochs" in tile["doing"]["changes"]
    assert teacher.post(f"/api/people/{tile['person']}/pause", json={}).json() == {"paused": [run]}
    assert tile_of(teacher, "Anna")["doing"]["state"] == "paused"


def test_a_board_that_did_not_change_is_not_sent(
        teacher: httpx.Client, join: Join) -> None:
    join("Paul")

    def is_not_sent() -> bool:
        tag = teacher.get("/api/board").headers["ETag"]
        return teacher.get("/api/board", headers={"If-None-Match": tag}).status_code == 304
    wait_until(is_not_sent, "the board is not sent again", 10)


def test_an_offer_is_on_every_screen_within_two_seconds_and_ends(
        teacher: httpx.Client, join: Join) -> None:
    student = join("Ole")
    assert student.get("/api/activity").json()["offer"] is None
    teacher.post("/api/class/offer", json={"key": "strategy-4"})
    at = time.monotonic()
    while not (offer := student.get("/api/activity").json()["offer"]):
        assert time.monotonic() - at < OFFER_SECONDS - ASKS_AGAIN_SECONDS
    assert offer["words"].startswith("strategy-4 · ") and offer["address"] == "?step=strategy-4"
    run = student.post("/api/runs", json={"step": "strategy-4", "set": {"epochs": 1}}).json()["id"]
    offer = teacher.post("/api/class/offer", json={"key": str(run)}).json()["offer"]
    assert (offer["words"], offer["address"]) == (
        f"Run {run} · strategy-4 · quick try · Ole", f"train?run={run}")
    assert teacher.post("/api/class/offer", json={"key": "nothing"}).status_code == 400
    assert student.post("/api/class/offer/end", json={}).status_code == 403
    teacher.post("/api/class/offer/end", json={})
    wait_until(lambda: student.get("/api/activity").json()["offer"] is None, "it is gone", 2)


def test_where_numbers_are_chosen_no_answer_tells_a_name(
        teacher: httpx.Client, join: Join) -> None:
    student = join("Xanthippe")
    run = student.post("/api/runs", json={"step": "strategy-4", "set": {"epochs": 1}}).json()["id"]
    number = tile_of(teacher, "Xanthippe")["number"]
    teacher.post("/api/class/names", json={"shown_as": "numbers"})
    offer = teacher.post("/api/class/offer", json={"key": str(run)}).json()["offer"]
    assert offer["words"].endswith(f"Student {number}")
    other = join("Somebody else")
    for path in ("/api/board", "/api/activity", "/api/run-list", "/api/queue",
                 "/api/challenge", f"/api/runs/{run}"):
        for client in (teacher, other):
            assert "Xanthippe" not in client.get(path).text
    assert teacher.post("/api/class/names", json={"shown_as": "faces"}).status_code == 400


def test_the_page_is_the_teachers_alone(
        teacher: httpx.Client, join: Join) -> None:
    assert teacher.get("/board").status_code == 200
    answer = join("Curious").get("/board")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_lost_student_comes_back_with_new_words(
        teacher: httpx.Client, join: Join, address: str) -> None:
    join("Lost")
    person = tile_of(teacher, "Lost")["person"]
    words = teacher.post(f"/api/people/{person}/words", json={}).json()["words"]
    with httpx.Client(base_url=address) as device:
        assert device.post("/api/join", json={"words": words}).json()["nickname"] == "Lost"
    assert teacher.post("/api/people/9999/words", json={}).status_code == 404


def test_whoever_is_removed_is_gone_with_all_of_theirs(
        teacher: httpx.Client, join: Join) -> None:
    gone = join("Gone")
    run = gone.post("/api/runs", json={"step": "strategy-4", "set": {"epochs": 1}}).json()["id"]
    person = tile_of(teacher, "Gone")["person"]
    assert gone.post(f"/api/people/{person}/remove", json={}).status_code == 403
    assert teacher.post(f"/api/people/{person}/remove", json={}).json() == {
        "runs": 1, "drawings": 0}
    assert gone.get("/api/runs").status_code == 401
    assert teacher.get(f"/api/runs/{run}").status_code == 404
    assert "Gone" not in teacher.get("/api/board").text
    assert teacher.post(f"/api/people/{person}/remove", json={}).status_code == 404


@pytest.mark.slow
def test_names_and_offers_outlive_the_server(tmp_path: Path) -> None:
    served = partial(class_server, tmp_path / "home")
    with httpx.Client() as client:
        with served() as address:
            client.post(f"{address}/api/join", json={"teacher": KEY})
            client.post(f"{address}/api/class/offer", json={"key": "strategy-4"})
            client.post(f"{address}/api/class/names", json={"shown_as": "numbers"})
        with served() as address:
            client.post(f"{address}/api/join", json={"teacher": KEY})
            board = client.get(f"{address}/api/board").json()
            assert (board["offer"]["key"], board["shown_as"]) == ("strategy-4", "numbers")

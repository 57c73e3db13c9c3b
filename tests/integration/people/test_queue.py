"""The queue of a class over HTTP: everybody sees it, the teacher leads it, caps hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.integration.drawing_lab import own_lab
from tests.servers.class_server import CODE, KEY, class_server, joined
from tests.waiting import wait_until

LONG = {"step": "strategy-4", "set": {"epochs": 20}}
QUICK = {"step": "strategy-4", "set": {"epochs": 1, "num_train": 500}}


@dataclass(frozen=True)
class Lesson:
    """Everybody's client; the queue is held, so that runs wait."""

    teacher: httpx.Client
    anna: httpx.Client
    ben: httpx.Client

    def queue(self, client: httpx.Client | None = None) -> dict[str, Any]:
        answer: dict[str, Any] = (client or self.teacher).get("/api/queue").json()
        return answer

    def lead(self, what: str, **body: object) -> httpx.Response:
        return self.teacher.post(f"/api/queue/{what}", json=body)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    home = tmp_path_factory.mktemp("queue") / "home"
    with own_lab(home) as store:
        store.close()
    with class_server(home, MNIST_MAX_QUEUED_EACH="3", MNIST_MAX_RUN_MINUTES="10",
                      MNIST_MAX_DISK_EACH_MB="40") as address:
        clients = [httpx.Client(base_url=address, timeout=30) for _ in range(3)]
        joined(clients[0], {"teacher": KEY})
        joined(clients[1], {"code": CODE, "nickname": "Anna"})
        joined(clients[2], {"code": CODE, "nickname": "Ben"})
        yield Lesson(*clients)
        for client in clients:
            client.close()


@pytest.fixture(autouse=True)
def an_empty_queue_on_hold(lesson: Lesson) -> Iterator[None]:
    assert lesson.lead("hold", paused=True).json()["paused"] is True
    yield
    for run in lesson.lead("hold", paused=True).json()["waiting"]:
        lesson.teacher.post(f"/api/runs/{run['run']}/stop")


def queued(client: httpx.Client, body: dict[str, Any]) -> int:
    answer = client.post("/api/runs", json=body)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def test_everybody_sees_who_waits_and_which_is_ones_own(lesson: Lesson) -> None:
    annas, bens = queued(lesson.anna, LONG), queued(lesson.ben, QUICK)
    seen = lesson.lead("hold", paused=True).json()
    told = [tuple(run[name] for name in ("run", "who", "quick_try", "place"))
            for run in seen["waiting"]]
    assert told == [(annas, "Anna", False, 1), (bens, "Ben", True, 2)]
    assert [run["mine"] for run in lesson.queue(lesson.ben)["waiting"]] == [False, True]
    assert all(run["starts"] is None for run in seen["waiting"])
    assert seen["waiting"][0]["takes"] > seen["waiting"][1]["takes"] > 0
    words = [part["words"] for part in lesson.ben.get("/api/activity").json()["parts"]]
    assert "you are 2nd in the queue · paused by the teacher" in words
    assert not [part for part in lesson.teacher.get("/api/activity").json()["parts"]
                if "you are" in part["words"]]


def test_what_is_known_is_not_sent_again(lesson: Lesson) -> None:
    queued(lesson.anna, LONG)
    lesson.lead("hold", paused=True)
    first = lesson.ben.get("/api/queue")
    again = lesson.ben.get("/api/queue", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    # the same queue is another answer to whose run is in it
    other = lesson.anna.get("/api/queue", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_run_that_was_stopped_is_gone_from_the_queue_at_once(lesson: Lesson) -> None:
    stopped, stays = queued(lesson.anna, LONG), queued(lesson.ben, LONG)
    assert len(lesson.lead("hold", paused=True).json()["waiting"]) == 2
    lesson.teacher.post(f"/api/runs/{stopped}/stop").raise_for_status()
    assert [run["run"] for run in lesson.queue()["waiting"]] == [stays]


def test_the_teacher_moves_runs_and_puts_the_order_back(lesson: Lesson) -> None:
    annas = [queued(lesson.anna, LONG) for _ in range(2)]
    bens = queued(lesson.ben, LONG)
    moved = lesson.lead("move", run=annas[1], place=1).json()
    assert moved["waiting"][0]["run"] == annas[1]
    assert moved["waiting"][0]["chosen"] is True
    back = lesson.lead("order").json()
    assert [run["run"] for run in back["waiting"]] == [annas[0], bens, annas[1]]
    assert lesson.lead("move", run=10_000, place=1).status_code == 400


@pytest.mark.parametrize("what, body", [("hold", {"paused": False}), ("order", {}),
                                        ("move", {"run": 1, "place": 1})])
def test_nobody_else_leads_the_queue(what: str, body: dict[str, Any], lesson: Lesson) -> None:
    assert lesson.anna.post(f"/api/queue/{what}", json=body).status_code == 403
    assert httpx.post(f"{lesson.anna.base_url}/api/queue/{what}", json=body).status_code == 401


def test_a_cap_is_said_and_is_not_the_teachers(lesson: Lesson) -> None:
    for _ in range(3):
        queued(lesson.anna, QUICK)
    refused = lesson.anna.post("/api/runs", json=QUICK)
    assert refused.status_code == 400
    assert refused.json()["error"].startswith("You have 3 runs waiting in the queue")
    long = lesson.ben.post("/api/runs", json={"step": "strategy-4", "set": {"epochs": 1_000}})
    assert "a run may take 10 min (MNIST_MAX_RUN_MINUTES)" in long.json()["error"]
    question = {"settings": [{"key": "dropout", "values": [0, 0.1]}], "seeds": [1]}
    sweep = {"step": "strategy-4", "set": {"epochs": 1_000}, "question": question}
    assert lesson.ben.post("/api/sweeps", json=sweep).json()["error"] == long.json()["error"]
    assert lesson.ben.get("/api/sweeps").json() == []
    large = lesson.ben.post("/api/runs", json={
        "layers": "flatten linear(2000) relu linear(10)", "epochs": 1, "num_train": 500})
    assert "one person may take 40 MB (MNIST_MAX_DISK_EACH_MB)" in large.json()["error"]
    for _ in range(4):
        queued(lesson.teacher, QUICK)


def test_where_looking_is_closed_http_finds_only_ones_own(lesson: Lesson) -> None:
    annas = queued(lesson.anna, LONG)

    def seen(client: httpx.Client) -> tuple[int, bool, bool]:
        listed = [row["key"] for row in client.get("/api/run-list").json()["rows"]]
        runs = [run["id"] for run in client.get("/api/runs").json()]
        return client.get(f"/api/runs/{annas}").status_code, str(annas) in listed, annas in runs
    assert seen(lesson.ben) == (200, True, True)
    before = lesson.ben.get("/api/run-list").headers["ETag"]
    assert lesson.anna.post("/api/class/looking", json={"own_only": True}).status_code == 403
    try:
        assert lesson.teacher.post("/api/class/looking", json={"own_only": True}).is_success
        # what a browser kept of the list is not an answer any more
        again = lesson.ben.get("/api/run-list", headers={"If-None-Match": before})
        assert again.status_code == 200
        assert seen(lesson.ben) == (403, False, False)
        assert seen(lesson.anna) == seen(lesson.teacher) == (200, True, True)
        assert lesson.ben.get(f"/api/trained/{annas}/curve").status_code == 403
        assert lesson.ben.get(f"/api/runs/{annas}/events").status_code == 403
    finally:
        lesson.teacher.post("/api/class/looking", json={"own_only": False})


def test_a_list_says_whose_a_run_is_and_finds_ones_own(lesson: Lesson) -> None:
    annas, bens = queued(lesson.anna, LONG), queued(lesson.ben, LONG)
    rows = {row["id"]: row for row in lesson.ben.get("/api/run-list").json()["rows"]}
    told = [(rows[run]["whose"], rows[run]["changeable"]) for run in (annas, bens)]
    assert told == [("Anna", False), ("Ben", True)]
    mine = lesson.ben.get("/api/run-list?mine=1&sort=whose").json()["rows"]
    assert {row["whose"] for row in mine} == {"Ben"}
    lesson.ben.post(f"/api/runs/{bens}/stop")
    lesson.ben.post("/api/run-list/delete", json={"runs": [bens]})
    # nobody is offered to undo what somebody else deleted
    assert lesson.ben.get("/api/run-list").json()["deleted"]
    assert not lesson.anna.get("/api/run-list").json()["deleted"]


# the last one: whoever was served comes later in the order of others
def test_what_one_more_run_would_wait_is_told_to_whoever_asks(lesson: Lesson) -> None:
    def wait(client: httpx.Client) -> dict[str, Any]:
        told: dict[str, Any] = client.get("/api/queue/wait").json()
        return told
    assert wait(lesson.anna) == {"whole": None, "quick": None}
    lesson.lead("hold", paused=False)
    assert wait(lesson.anna) == {"whole": 0, "quick": 0}
    run = queued(lesson.anna, LONG)
    try:
        # a look is at most a second old
        wait_until(lambda: min(wait(lesson.ben).values()) > 20, "the run is seen")
        assert min(wait(lesson.anna).values()) > 20
    finally:
        lesson.anna.post(f"/api/runs/{run}/stop")

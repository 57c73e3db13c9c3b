"""A class is kept, another one is begun, and one is deleted, from the page of the real server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from mnist_core.ladders import find_step
from mnist_core.runs.people.classrooms import open_classroom
from tests.integration.drawing_lab import SEVEN, own_lab
from tests.servers.class_server import KEY, class_server
from tests.waiting import wait_until

FIRST = "FIRST2"


@contextmanager
def serving(home: Path, code: str = "") -> Iterator[str]:
    with class_server(home, MNIST_CLASS_CODE=code) as address:
        yield address


def client_of(address: str, body: dict[str, str]) -> httpx.Client:
    client = httpx.Client(base_url=address, timeout=60)
    assert client.post("/api/join", json=body).is_success
    return client


@pytest.mark.slow
def test_another_class_is_begun_and_deleted_and_the_one_of_before_is_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with own_lab(home) as store:
        open_classroom(store.engine, FIRST)
        store.close()
    with serving(home) as address:
        teacher = client_of(address, {"teacher": KEY})
        anna = client_of(address, {"code": FIRST, "nickname": "Anna"})
        second = teacher.post("/api/class/new", json={}).json()["code"]
        assert second != FIRST
        # a stranger until her own class is there again; the teacher teaches this one, too
        assert anna.get("/api/runs").status_code == 401
        assert teacher.get("/api/board").json()["people"] == []
        paul = client_of(address, {"code": second, "nickname": "Paul"})
        run = paul.post("/api/runs", json={"step": "strategy-4"}).json()["id"]

        for wrong in (FIRST, "", second[:-1]):
            assert teacher.post("/api/class/delete", json={"code": wrong}).status_code == 400
        assert paul.post("/api/class/delete", json={"code": second}).status_code == 403
        gone = teacher.post("/api/class/delete", json={"code": f" {second.lower()} "}).json()
        assert (gone["people"], gone["runs"], gone["code"]) == (2, 1, FIRST)

        assert paul.get("/api/runs").status_code == 401
        assert teacher.get(f"/api/runs/{run}").status_code == 404
        assert [one["name"] for one in teacher.get("/api/board").json()["people"]] == ["Anna"]
        assert anna.get("/api/runs").status_code == 200
        wait_until(lambda: not (home / "runs" / str(run)).exists(), "its files are gone", 30)


def test_a_class_sees_nothing_of_another_one_of_the_same_lab(tmp_path: Path) -> None:
    home = tmp_path / "home"
    recipe = {"step": "strategy-4", "set": {"epochs": 1}}
    with own_lab(home) as store:
        open_classroom(store.engine, FIRST)
        nobodys = store.create(find_step("strategy-4").recipe).id
        store.close()
    with serving(home) as address:
        teacher = client_of(address, {"teacher": KEY})
        anna = client_of(address, {"code": FIRST, "nickname": "Anna"})
        annas = anna.post("/api/runs", json=recipe).json()["id"]
        drawing = anna.post("/api/drawings", json={"digit": 7, "strokes": SEVEN}).json()["id"]
        sweep = anna.post("/api/sweeps", json={**recipe, "question": {"settings": [
            {"key": "dropout", "values": [0]}]}}).json()["id"]
        second = teacher.post("/api/class/new", json={}).json()["code"]
        paul = client_of(address, {"code": second, "nickname": "Paul"})
        pauls = paul.post("/api/runs", json=recipe).json()["id"]
        for client in (teacher, paul):
            assert {run["id"] for run in client.get("/api/runs").json()} == {nobodys, pauls}
            rows = client.get("/api/run-list").json()
            assert {row["id"] for row in rows["rows"]} == {nobodys, pauls} and rows["num"] == 2
            assert client.get("/api/drawings").json()["num"] == 0
            assert client.get("/api/sweeps").json() == []
            for path in (f"runs/{annas}", f"trained/{annas}/curve", f"sweeps/{sweep}"):
                refused = client.get(f"/api/{path}")
                assert refused.status_code == 403 and "another class" in refused.json()["error"]
            assert client.get(f"/api/drawings/{drawing}").status_code == 404
            # the slots are common, so that it is told that something waits before one's own
            waiting = {run["run"]: run for run in client.get("/api/queue").json()["waiting"]}
            assert waiting[annas]["of_another_class"] and waiting[annas]["who"] == "another class"
            assert not waiting[pauls]["of_another_class"] and waiting[pauls]["who"] == "Paul"
        for path, body in ((f"runs/{annas}/stop", {}), ("queue/move", {"run": annas, "place": 1}),
                           ("run-list/delete", {"runs": [annas]}),
                           (f"sweeps/{sweep}/ask", {"verb": "stop"})):
            assert teacher.post(f"/api/{path}", json=body).status_code == 403


@pytest.mark.slow
def test_a_code_of_the_settings_is_the_class(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with own_lab(home) as store:
        store.close()
    with serving(home, FIRST) as address:
        teacher = client_of(address, {"teacher": KEY})
        answer = teacher.post("/api/class/new", json={})
        assert answer.status_code == 400 and "MNIST_CLASS_CODE" in answer.json()["error"]
        # deleted, it begins anew with the same code, and nobody in it
        client_of(address, {"code": FIRST, "nickname": "Anna"})
        gone = teacher.post("/api/class/delete", json={"code": FIRST}).json()
        assert (gone["people"], gone["code"]) == (2, FIRST)
        assert teacher.get("/api/board").json()["people"] == []

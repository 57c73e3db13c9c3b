"""The quiz of a class on the real server: one's own for oneself, and the gain for the teacher."""

import csv
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from mnist_core.base.settings import Settings
from mnist_core.runs.lessons.sittings import Sittings
from mnist_core.runs.people.roster import named, roster
from mnist_core.runs.records.store import open_store
from tests.integration.drawing_lab import SEVEN
from tests.servers.class_server import CODE, KEY, class_server, joined


@dataclass(frozen=True)
class Classroom:
    address: str
    home: Path

    @contextmanager
    def client(self, body: dict[str, Any]) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.address, timeout=60) as client:
            joined(client, body)
            yield client

    def student(self, nickname: str) -> AbstractContextManager[httpx.Client]:
        return self.client({"code": CODE, "nickname": nickname})

    def right(self, nickname: str, number: int) -> list[int]:
        """The right answers, which no route tells before the end."""
        store = open_store(Settings(home=self.home))
        person = named(roster(store.engine), nickname).person
        questions = Sittings(store.engine, person.id).find(number).questions
        store.close()
        return [question.right for question in questions]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    home = tmp_path_factory.mktemp("quiz") / "home"
    with class_server(home) as address:
        yield Classroom(address, home)


def take(here: Classroom, client: httpx.Client, nickname: str, stage: str, num_right: int
         ) -> dict[str, Any]:
    """A finished quiz with the first so many questions right and the others unknown."""
    number = client.post("/api/quiz", json={"stage": stage}).json()["sitting"]
    for place, right in enumerate(here.right(nickname, number)):
        answer = client.post(f"/api/quiz/{number}/answer", json={
            "question": place, "answer": right if place < num_right else None})
    assert answer.json() == {"num_answered": 12, "num": 12}
    finished: dict[str, Any] = client.post(f"/api/quiz/{number}/finish", json={}).json()
    return finished


def test_what_is_right_is_told_at_the_end_and_to_oneself_alone(here: Classroom) -> None:
    with here.student("Ada") as ada, here.student("Eve") as eve:
        ada.post("/api/drawings", json={"digit": 7, "strokes": SEVEN})
        begun = ada.post("/api/quiz", json={"stage": "before"}).json()
        number = begun["sitting"]
        assert "one that you drew" in begun["questions"][3]["picture"]["caption"]
        told = json.dumps(begun)
        assert '"mistake"' not in told and '"explanation"' not in told
        assert {question["result"] for question in begun["questions"]} == {None}
        assert ada.post("/api/quiz", json={"stage": "before"}).json()["questions"] == (
            begun["questions"])
        refused = ada.post(f"/api/quiz/{number}/finish", json={})
        assert refused.status_code == 400 and "left: 1, 2, 3" in refused.json()["error"]
        done = take(here, ada, "Ada", "before", 5)
        assert [score["num_right"] for score in done["scores"]] == [5, 4, 1, 0]
        assert [question["result"]["is_right"] for question in done["questions"]] == (
            [True] * 5 + [False] * 7)
        assert all(question["result"]["explanation"] for question in done["questions"])
        for path in (f"/api/quiz/{number}", "/api/quiz/999999", "/api/quiz/x"):
            assert eve.get(path).status_code == 404
        assert eve.post(f"/api/quiz/{number}/answer", json={
            "question": 0, "answer": 1}).status_code == 404
        assert eve.post("/api/quiz", json={"stage": "after"}).status_code == 400


def test_the_teacher_sees_what_the_class_gained(here: Classroom) -> None:
    for nickname, before, after in (("Ben", 4, 8), ("Cleo", 6, 12), ("Dora", 8, 7)):
        with here.student(nickname) as client:
            take(here, client, nickname, "before", before)
            take(here, client, nickname, "after", after)
            gain = client.get("/api/quiz").json()["gain"]
            assert gain["share"] == (after - before) / (12 - before)
            assert client.get("/api/class/quiz").status_code == 403
    with here.client({"teacher": KEY}) as teacher:
        found = teacher.get("/api/class/quiz").json()
        assert (found["num_after"], found["students"]) == (3, None)
        assert "Ben" not in json.dumps(found)
        whole = found["gains"][0]
        assert (whole["n"], whole["before"], whole["after"]) == (3, 6.0, 9.0)
        assert whole["mean"] == pytest.approx((0.5 + 1 - 0.25) / 3)
        assert whole["low"] < whole["mean"] < whole["high"]
        first, last = found["kinds"][0]["before"], found["kinds"][-1]["before"]
        assert first["is_everybodys"] and not first["is_nobodys"]
        assert last["is_nobodys"] and last["num_right"] == 0
        teacher.post("/api/class/names", json={"shown_as": "numbers"})
        told = teacher.get("/api/class/quiz?students=true").json()["students"]
        ben, = (one for one in told if (one["before"], one["after"], one["share"]) == (4, 8, 0.5))
        assert ben["name"].startswith("Student ")
        rows = list(csv.DictReader(StringIO(
            teacher.get("/api/class/quiz.csv").text.removeprefix("\ufeff"))))
        row = next(row for row in rows if row["student"] == ben["name"])
        assert (row["before right"], row["after right"], row["normalised gain"]) == (
            "4", "8", "0.5")
        # that of Dora, who lost one of eight
        assert "-0.25" in {row["normalised gain"] for row in rows}
        teacher.post("/api/class/names", json={"shown_as": "nicknames"})


def test_the_view_of_the_class_is_sent_again_once_somebody_finished_or_is_called_otherwise(
        here: Classroom) -> None:
    with here.client({"teacher": KEY}) as teacher, here.student("Finn") as finn:
        def is_known(tag: str) -> bool:
            return teacher.get("/api/class/quiz", headers={"If-None-Match": tag}).status_code == 304
        known = teacher.get("/api/class/quiz").headers["ETag"]
        assert is_known(known)
        finn.post("/api/quiz", json={"stage": "before"})
        assert is_known(known)
        take(here, finn, "Finn", "before", 3)
        assert not is_known(known)
        known = teacher.get("/api/class/quiz").headers["ETag"]
        teacher.post("/api/class/names", json={"shown_as": "numbers"})
        assert not is_known(known)
        teacher.post("/api/class/names", json={"shown_as": "nicknames"})

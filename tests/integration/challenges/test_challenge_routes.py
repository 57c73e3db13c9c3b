"""The challenge of a class over HTTP, on the real server: who may what, and what nobody is told."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import httpx
import numpy as np
import pytest

from mnist_core.challenges.halves import first_half
from mnist_core.recipe.recipe import NUM_TEST
from mnist_core.runs.challenges.challenges import Challenges
from mnist_core.runs.people.classrooms import open_classroom, set_looking_closed
from mnist_core.runs.people.people import People
from mnist_core.runs.records.store import Store
from tests.integration.drawing_lab import own_lab
from tests.made_runs import LABELS, made_run
from tests.servers.class_server import CODE, KEY, class_server
from tests.waiting import wait_until

NAMES = ("Anna", "=1+1", "Chen", "Dora")


@dataclass(frozen=True)
class Lesson:
    """The server of a class; a client and a run for each of its people."""

    address: str
    store: Store
    people: dict[str, httpx.Client]
    runs: dict[str, int]

    def ask(self, who: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        client = self.people[who]
        return client.get(path) if body is None else client.post(path, json=body)


@pytest.fixture
def lesson(school: Lesson) -> Lesson:
    """No challenge is open."""
    school.ask("teacher", "/api/challenge/close", {})
    return school


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    home = tmp_path_factory.mktemp("challenge") / "home"
    with own_lab(home) as store:
        classroom = open_classroom(store.engine, CODE)
        words = {name: People(store.engine).join(classroom, name) for name in NAMES}
        # runs 1 to 4, the best first; Dora's best digits all lie in the half that ranks
        runs = {name: made_run(store, person.id, range(30 * number, 80 * number)).id
                for number, (name, (person, _)) in enumerate(words.items(), start=1)}
        with class_server(home) as address:
            people = {name: httpx.Client(base_url=address, timeout=30)
                      for name in (*NAMES, "teacher")}
            for name in NAMES:
                people[name].post("/api/join", json={"words": words[name][1]})
            people["teacher"].post("/api/join", json={"teacher": KEY})
            yield Lesson(address, store, people, runs)
            for client in people.values():
                client.close()


def test_a_challenge_from_its_rules_to_the_half_that_decides(lesson: Lesson) -> None:
    ask = lesson.ask
    assert ask("Anna", "/api/challenge").json() == {"challenge": None, "earlier": {}}
    assert ask("Anna", "/api/challenge/submit", {"run": 1}).status_code == 404
    rules = {"title": "<b>Small</b>", "most_parameters": 10_000}
    assert ask("Anna", "/api/challenge", rules).status_code == 403
    made = ask("teacher", "/api/challenge", rules).json()
    assert (made["title"], made["state"], made["rules"]) == (
        "<b>Small</b>", "running", ["at most 10,000 parameters"])
    assert ask("teacher", "/api/challenge", rules).status_code == 400

    assert ask("Anna", f"/api/runs/{lesson.runs['Anna']}/challenge").json() == {
        "fits": True, "refusal": "", "runs": [lesson.runs["Anna"]],
        "findings": [{"fits": True, "words": "9,436 parameters, at most 10,000"}]}
    stolen = ask("teacher", "/api/challenge/submit", {"run": lesson.runs["Anna"]})
    assert stolen.status_code == 400 and "is not yours" in stolen.json()["error"]
    for name in NAMES:
        assert ask(name, "/api/challenge/submit", {"run": lesson.runs[name]}).is_success
    again = ask("Anna", "/api/challenge/submit", {"run": lesson.runs["Anna"]})
    assert again.status_code == 400 and "is submitted already" in again.json()["error"]

    ranking = ask("Chen", "/api/challenge").json()["challenge"]["ranking"]
    assert [entry["name"] for entry in ranking] == [*NAMES]
    # one may not withdraw what is another's
    theirs, mine = ranking[0]["submission"], ranking[3]["submission"]
    for number, status in ((theirs, 403), (10**6, 404), (mine, 200)):
        answer = ask("Dora", "/api/challenge/withdraw", {"submission": number})
        assert answer.status_code == status
    assert len(ask("Chen", "/api/challenge").json()["challenge"]["ranking"]) == 3
    for path in ("/api/challenge/open", "/api/challenge/close"):
        assert ask("Anna", path, {}).status_code == 403
    assert ask("Anna", "/api/challenge/ranking.csv").status_code == 403

    opened = ask("teacher", "/api/challenge/open", {}).json()
    assert (opened["state"], opened["is_opened"]) == ("opened", True)
    assert all(entry["second_half"] is not None for entry in opened["ranking"])
    assert not ask("Dora", "/api/challenge/submit", {"run": lesson.runs["Dora"]}).is_success
    assert ask("teacher", "/api/challenge/close", {}).json()["state"] == "closed"
    assert ask("teacher", "/api/challenge", {"title": "Next"}).is_success
    shown = ask("Chen", "/api/challenge").json()
    assert shown["earlier"][str(made["id"])] == "<b>Small</b>"
    earlier = ask("Chen", f"/api/challenges/{made['id']}").json()
    assert earlier == opened | {"state": "closed"}


def test_while_it_runs_nothing_tells_the_second_half(lesson: Lesson) -> None:
    number = lesson.ask("teacher", "/api/challenge", {"title": "Secret"}).json()["id"]
    for name in NAMES:
        lesson.ask(name, "/api/challenge/submit", {"run": lesson.runs[name]})
    classroom = open_classroom(lesson.store.engine, CODE)
    challenge = Challenges(lesson.store.engine, classroom.id).find(number)
    assert challenge
    half = first_half(LABELS, challenge.secret)
    firsts, seconds = set(), set()
    for place in range(1, 5):
        right = np.ones(NUM_TEST, np.bool_)
        right[30 * place:80 * place] = False
        firsts.add(100 * right[half].mean())
        seconds.add(100 * right[~half].mean())
    texts = [lesson.ask(who, path).text for who in ("Anna", "teacher") for path in (
        "/api/challenge", f"/api/challenges/{number}",
        f"/api/runs/{lesson.runs['Anna']}/challenge")]
    texts.append(lesson.ask("teacher", "/api/challenge/ranking.csv").text)
    figures = {entry["first_half"] for entry in json.loads(texts[0])["challenge"]["ranking"]}
    assert sorted(figures) == pytest.approx(sorted(firsts))
    hidden = {f"{figure:.2f}" for figure in seconds} - {f"{figure:.2f}" for figure in firsts}
    assert hidden
    for text in texts:
        assert challenge.secret not in text
        assert not any(figure in text for figure in hidden)
    assert all(entry["second_half"] is None and entry["moved"] == ""
               for entry in json.loads(texts[0])["challenge"]["ranking"])


def test_the_ranking_as_a_table(lesson: Lesson) -> None:
    lesson.ask("teacher", "/api/challenge", {"title": "Table"})
    for name in NAMES[:2]:
        lesson.ask(name, "/api/challenge/submit", {"run": lesson.runs[name]})

    def rows() -> list[dict[str, str]]:
        answer = lesson.ask("teacher", "/api/challenge/ranking.csv")
        assert answer.headers["content-type"].startswith("text/csv")
        return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    before = rows()
    # a name that a spreadsheet would compute is text
    assert [row["name"] for row in before] == ["Anna", "'=1+1"]
    assert [row["second half %"] for row in before] == ["", ""]
    lesson.ask("teacher", "/api/challenge/open", {})
    assert all(float(row["second half %"]) > 90 for row in rows())


def test_what_was_submitted_can_be_taken_out_when_its_run_is_gone(lesson: Lesson) -> None:
    lesson.ask("teacher", "/api/challenge", {"title": "Kept"})
    run = lesson.store.run(lesson.runs["Chen"])
    number = lesson.ask("Chen", "/api/challenge/submit", {"run": run.id}).json()["submission"]
    lesson.ask("Chen", "/api/run-list/delete", {"runs": [run.id]})
    answer = lesson.ask("Anna", f"/api/challenge/submissions/{number}")
    with ZipFile(BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files == {f"run-{run.id}.recipe.json": run.recipe_json.encode(),
                     f"run-{run.id}.safetensors": b"weights of run %d" % run.id}
    assert lesson.ask("Anna", "/api/challenge/submissions/1000").status_code == 404
    classroom = open_classroom(lesson.store.engine, CODE)
    set_looking_closed(lesson.store.engine, classroom.id, is_closed=True)
    wait_until(lambda: [lesson.ask(who, f"/api/challenge/submissions/{number}").status_code
                        for who in ("Anna", "Chen", "teacher")] == [403, 200, 200],
               "only its owner and the teacher look at it")
    set_looking_closed(lesson.store.engine, classroom.id, is_closed=False)
    lesson.ask("Chen", "/api/run-list/restore", {"runs": [run.id]})


def test_who_knows_it_already_is_told_so(lesson: Lesson) -> None:
    lesson.ask("teacher", "/api/challenge", {"title": "Known"})
    first = lesson.ask("Anna", "/api/challenge")
    known = {"If-None-Match": first.headers["ETag"]}
    assert lesson.people["Anna"].get("/api/challenge", headers=known).status_code == 304
    lesson.ask("Anna", "/api/challenge/submit", {"run": lesson.runs["Anna"]})
    assert lesson.people["Anna"].get("/api/challenge", headers=known).status_code == 200

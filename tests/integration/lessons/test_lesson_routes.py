"""The list of lessons, a lesson and one's place in it, on the real server of a class."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mnist_core.lessons.catalogue import TEXTS
from tests.integration.drawing_lab import own_lab
from tests.servers.class_server import CODE, KEY, class_server, joined

DROPOUT = (TEXTS / "en/fitting/dropout.md").read_text("utf-8")
PLACE = {"part": "train", "predictions": {"0": [91.0, 96.5], "1": "with"}, "runs": {},
         "explanation": "", "num_hints": 0, "task_run": None, "is_finished": False}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("lessons") / "home"
    with own_lab(home) as store:
        store.close()
    own = home / "lessons/en/mine"
    own.mkdir(parents=True)
    (own / "right.md").write_text(DROPOUT.replace('title = "', 'title = "Mine: ', 1), "utf-8")
    (own / "wrong.md").write_text("x", "utf-8")
    return home


@pytest.fixture(scope="module")
def clients(home: Path) -> Iterator[dict[str, httpx.Client]]:
    with class_server(home) as address:
        clients = {who: httpx.Client(base_url=address, timeout=30)
                   for who in ("Anna", "Ben", "teacher")}
        for who in ("Anna", "Ben"):
            joined(clients[who], {"code": CODE, "nickname": who})
        joined(clients["teacher"], {"teacher": KEY})
        yield clients
        for client in clients.values():
            client.close()


def listed(client: httpx.Client, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/lessons{query}").json()["lessons"]
    return found


def test_everybody_has_a_place_of_their_own(clients: dict[str, httpx.Client]) -> None:
    anna, ben = clients["Anna"], clients["Ben"]
    assert anna.get("/api/lessons/dropout").json()["place"] is None
    assert anna.post("/api/lessons/dropout/place", json=PLACE).json()["updated"] > 0
    assert anna.get("/api/lessons/dropout").json()["place"] == PLACE
    assert ben.get("/api/lessons/dropout").json()["place"] is None
    part, = (lesson["part"] for chapter in listed(anna)["chapters"]
             for lesson in chapter["lessons"] if lesson["key"] == "dropout")
    assert part == "train"
    assert anna.post("/api/lessons/nothing/place", json=PLACE).status_code == 404
    assert anna.post("/api/lessons/dropout/place", json={"part": "nowhere"}).status_code == 400


def test_the_way_goes_on_where_somebody_is(clients: dict[str, httpx.Client]) -> None:
    ben = clients["Ben"]
    chapters = [chapter for chapter in listed(ben)["chapters"] if chapter["is_on_the_way"]]
    way = [lesson["key"] for chapter in chapters for lesson in chapter["lessons"]]
    assert listed(ben)["next"] == way[0]
    ben.post(f"/api/lessons/{way[0]}/place", json={**PLACE, "is_finished": True})
    assert listed(ben)["next"] == way[1]
    assert ben.get(f"/api/lessons/{way[0]}").json()["next"] == way[1]
    # the last of the way has none after it: neither a teacher's nor a step's
    assert ben.get(f"/api/lessons/{way[-1]}").json()["next"] is None


def test_own_lessons_stand_beside_the_way_and_their_mistakes_are_told_to_the_teacher(
        clients: dict[str, httpx.Client]) -> None:
    for who in ("Anna", "teacher"):
        own, steps = listed(clients[who])["chapters"][-2:]
        assert [lesson["key"] for lesson in own["lessons"]] == ["right"]
        assert not own["is_on_the_way"] and len(steps["lessons"]) == 24
    assert listed(clients["Anna"])["mistakes"] == []
    wrong, = listed(clients["teacher"])["mistakes"]
    assert wrong["file"] == "en/mine/wrong.md" and "Line 1" in wrong["sentences"][0]


def test_a_lesson_comes_in_its_language_with_the_words_of_it(
        clients: dict[str, httpx.Client]) -> None:
    german = clients["Anna"].get("/api/lessons/filter?language=de").json()
    assert german["lesson"]["language"] == "de" and german["languages"] == ["en", "de"]
    assert german["words"]["shell.on"] == "Weiter"
    # what is not written in it comes in English
    assert clients["Anna"].get("/api/lessons/dropout?language=de").json()["words"][
        "shell.on"] == "Next"
    titles = [chapter["title"] for chapter in listed(clients["Anna"], "?language=de")["chapters"]]
    assert titles[0] != listed(clients["Anna"])["chapters"][0]["title"]

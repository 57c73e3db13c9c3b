"""A lesson given to a class, and a teacher's own lessons, on the real server."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from tests.integration.drawing_lab import own_lab
from tests.servers.class_server import KEY, LESSON, Join, class_server, members, with_lesson
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("lesson") / "home"
    with own_lab(home) as store:
        store.close()
    # no slot is taken, so that whatever is started waits
    with class_server(home) as address:
        yield with_lesson(address)


@pytest.fixture
def teacher(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        client.post("/api/join", json={"teacher": KEY})
        yield client
        client.post("/api/class/lesson/end", json={})


@pytest.fixture
def join(address: str, teacher: httpx.Client) -> Iterator[Join]:
    with members(address) as join:
        yield join
    for person in teacher.get("/api/board").json()["people"]:
        teacher.post(f"/api/people/{person['person']}/remove", json={})


def give(teacher: httpx.Client, lesson: str) -> dict[str, Any]:
    answer = teacher.post("/api/class/offer", json={"key": f"lesson/en/{lesson}"})
    assert answer.status_code == 200, answer.text
    offer: dict[str, Any] = answer.json()["offer"]
    return offer


def at(teacher: httpx.Client) -> dict[str, Any] | None:
    found: dict[str, Any] | None = teacher.get("/api/class/lesson").json()["at"]
    return found


def keep(client: httpx.Client, lesson: str, **place: Any) -> None:
    assert client.post(f"/api/lessons/{lesson}/place", json=place).status_code == 200


def test_a_lesson_is_on_every_screen_and_the_board_shows_who_is_where(
        teacher: httpx.Client, join: Join) -> None:
    anna, ben = join("Anna"), join("Ben")
    assert teacher.get("/api/board").json()["lesson"] is None and at(teacher) is None
    offer = give(teacher, LESSON)
    assert offer["words"] == "lesson · Dropout turns the order round"
    assert offer["address"] == "lessons?lesson=order&language=en"
    wait_until(lambda: anna.get("/api/activity").json()["offer"] == offer, "Anna sees it", 2)
    keep(anna, LESSON, part="predict")
    keep(ben, LESSON, part="explain", is_finished=True)

    def parts() -> dict[str, str]:
        return {tile["name"]: tile["lesson"]
                for tile in teacher.get("/api/board").json()["people"]}
    wait_until(lambda: parts() == {"Anna": "predict", "Ben": "done"}, "both are on the board", 3)
    assert teacher.get("/api/board").json()["lesson"]["title"] == "Dropout turns the order round"
    # a step that is offered meanwhile, and the end of an offer, end no lesson
    teacher.post("/api/class/offer", json={"key": "strategy-4"})
    teacher.post("/api/class/offer/end", json={})
    assert (now := at(teacher)) and now["num_at"]["predict"] == 1 and now["num_people"] == 2
    assert teacher.post("/api/class/lesson/end", json={}).json() == {"at": None}
    assert teacher.get("/api/board").json()["lesson"] is None


def test_what_all_predicted_is_told_without_names(teacher: httpx.Client, join: Join) -> None:
    give(teacher, LESSON)
    curves = ([70.0, 80.0, 90.0], [60.0, 70.0, 75.0])
    for name, curve, choice in zip(("Zacharias", "Yolanda"), curves, ("train", "test"),
                                   strict=True):
        keep(join(name), LESSON, part="explain", predictions={"0": choice, "1": curve},
             explanation=f"It forgets <b>half</b> of it, {len(name)}.")

    def told() -> dict[str, Any] | None:
        found = at(teacher)
        return found if found and len(found["explanations"]) == 2 else None
    found = wait_until(told, "both have written", 3)
    choices, fan = found["predictions"]
    assert choices["asked"]["choices"][0] == {"key": "train", "text": "Train accuracy"}
    assert choices["answers"]["picked"] == {"train": 1, "test": 1}
    assert fan["answers"]["curves"] == [curves[1], curves[0]]
    # the recorded runs, since nobody has trained the lesson's own
    assert found["measured_on"] == "recorded"
    assert choices["came"]["keys"] and len(fan["came"]["values"]) >= 3
    assert "<b>half</b>" in found["explanations"][0]["text"]
    text = teacher.get("/api/class/lesson").text
    assert "Zacharias" not in text and "Yolanda" not in text and "person" not in text


def test_a_run_of_another_recipe_is_nothing_that_came_of_the_lesson(
        teacher: httpx.Client, join: Join) -> None:
    give(teacher, LESSON)
    liar = join("Liar")
    run = liar.post("/api/runs", json={"step": "nets-4", "set": {"epochs": 1}}).json()["id"]
    keep(liar, LESSON, runs={"before": str(run), "dropout": str(run)})
    keep(liar, LESSON, runs={"before": "nets-4@1", "dropout": "../../etc"})
    assert (now := at(teacher)) and now["measured_on"] == "recorded"


def test_what_needs_no_run_is_known_before_there_is_one(teacher: httpx.Client) -> None:
    give(teacher, "field")
    now = at(teacher)
    assert now and now["measured_on"] is None
    came = [one["came"] for one in now["predictions"] if one["asked"]["block"] == "predict-field"]
    assert came and all(one["pixels"] > 1 for one in came)


def test_only_the_teacher_sees_it(teacher: httpx.Client, join: Join) -> None:
    student = join("Curious")
    assert student.get("/api/class/lesson").status_code == 403
    assert student.post("/api/class/offer", json={"key": "lesson/en/dropout"}).status_code == 403
    for key in ("lesson/en/none", "lesson/", "lesson/../../x", "lesson/en/dropout/"):
        assert teacher.post("/api/class/offer", json={"key": key}).status_code == 400


def places_of(listed: dict[str, Any]) -> list[str]:
    return [one["place"] for one in listed["lessons"]]


def imported(client: httpx.Client, data: bytes, **asked: Any) -> httpx.Response:
    return client.post("/api/own-lessons/import", params={"name": "edges.md", **asked},
                       content=data)


def test_an_own_lesson_is_imported_given_and_deleted(teacher: httpx.Client, join: Join) -> None:
    student = join("Anna")
    ours = teacher.get("/api/own-lessons/copy", params={"lesson": "dropout"})
    assert ours.headers["Content-Disposition"].endswith('filename="dropout-copy.md"')
    mine = ours.content.replace(b"Dropout: is it worth it?", b"Mine, <i>own</i>")
    assert imported(student, mine).status_code == 403
    assert student.get("/api/own-lessons/copy?lesson=dropout").status_code == 403
    answer = imported(teacher, mine).json()
    assert answer["imported"] == [
        {"lesson": "edges", "language": "en", "title": "Mine, <i>own</i>"}]
    assert student.get("/api/lessons/edges").json()["lesson"]["is_own"]
    assert give(teacher, "edges")["words"] == "lesson · Mine, <i>own</i>"
    again = imported(teacher, mine.replace(b"Mine", b"Again mine"))
    assert again.json()["replaced"] == ["en/own/edges.md"] and not again.json()["imported"]
    again = imported(teacher, mine.replace(b"Mine", b"Again mine"), replace=True)
    assert again.json()["imported"][0]["title"].startswith("Again mine")
    with ZipFile(io.BytesIO(teacher.get("/api/own-lessons.zip").content)) as archive:
        assert archive.namelist() == ["lessons/en/own/edges.md", f"lessons/en/own/{LESSON}.md"]
    left = teacher.post("/api/own-lessons/delete", json={"place": "en/own/edges.md"}).json()
    assert places_of(left) == [f"en/own/{LESSON}.md"]
    assert student.get("/api/lessons/edges").status_code == 404
    # the class is at no lesson that is not there any more
    wait_until(lambda: at(teacher) is None, "the lesson is gone", 3)


def test_a_hostile_lesson_is_refused_in_sentences_and_leaves_nothing(teacher: httpx.Client) -> None:
    ours = teacher.get("/api/own-lessons/copy", params={"lesson": "dropout"}).content
    bad = ours.replace(b"# compare\n", b"# compare\n\n<script>alert(1)</script>\n").replace(
        b"```task", b"```exec")
    mistakes = imported(teacher, bad).json()["mistakes"]["en/own/edges.md"]
    assert any("HTML is not shown" in one for one in mistakes)
    assert any("unknown block `exec`" in one for one in mistakes)
    assert all(one.startswith("Line ") for one in mistakes)
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", 8) as archive:
        archive.writestr("en/own/a.md", b"0" * 50_000_000)
    for data, status in ((bomb.getvalue(), 400), (b"PK\3\4 nothing", 400), (b"x" * 8_000_001, 413)):
        answer = imported(teacher, data)
        assert answer.status_code == status and answer.json()["error"].endswith(".")
    assert places_of(teacher.get("/api/own-lessons").json()) == [f"en/own/{LESSON}.md"]

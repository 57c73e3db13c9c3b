"""Our digits on the real server: who draws, who confirms, and what is told of whose digit."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import numpy as np
import pytest

from mnist_core.base.settings import read_settings
from mnist_core.data.mnist import load
from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.people.removal import remove_people
from mnist_core.runs.records.store import Store
from mnist_core.runs.saved.class_digits import ClassDigits, is_training_writer
from mnist_core.runs.saved.digit_sets import name_of, training_set, with_digit_set
from mnist_core.training.setup import training_digits
from tests.integration.drawing_lab import ONE, SEVEN, own_lab
from tests.servers.class_server import CODE, KEY, class_server
from tests.waiting import wait_until

URL = "/api/class-digits"


@dataclass(frozen=True)
class Lesson:
    store: Store
    anna: httpx.Client
    ben: httpx.Client
    teacher: httpx.Client

    def draw(self, who: httpx.Client, digit: int) -> int:
        answer = who.post(URL, json={"digit": digit, "strokes": SEVEN if digit == 7 else ONE})
        assert answer.is_success, answer.text
        return next(int(one["id"]) for one in answer.json()["drawn"] if one["digit"] == digit)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    home = tmp_path_factory.mktemp("digits") / "home"
    with own_lab(home) as store, class_server(home) as address:
        clients = [httpx.Client(base_url=address, timeout=30) for _ in range(3)]
        for client, name in zip(clients, ("<b>Anna</b>", "Ben"), strict=False):
            client.post("/api/join", json={"code": CODE, "nickname": name})
        clients[2].post("/api/join", json={"teacher": KEY})
        yield Lesson(store, *clients)
        for client in clients:
            client.close()


@pytest.fixture
def lesson(school: Lesson) -> Lesson:
    """Nobody has drawn anything."""
    digits = ClassDigits(school.store, open_classroom(school.store.engine, CODE).id)
    for digit in digits.all():
        digits.delete(digit)
    # what everybody is told may be a second old where the server did not change it itself
    school.draw(school.teacher, 0)
    mine, = told(school.teacher)["drawn"]
    school.teacher.post(f"{URL}/{mine['id']}/delete")
    return school


def told(who: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = who.get(URL).json()
    return found


def test_a_digit_is_asked_drawn_and_confirmed_by_a_neighbour_who_is_not_told(
        lesson: Lesson) -> None:
    assert sorted(told(lesson.anna)["asked"]) == [*range(10)]
    number = lesson.draw(lesson.anna, 7)
    assert 7 not in told(lesson.anna)["asked"]
    again = lesson.anna.post(URL, json={"digit": 7, "strokes": SEVEN})
    assert again.status_code == 400 and "already" in again.json()["error"]
    assert told(lesson.anna)["other"] is None

    other = told(lesson.ben)["other"]
    assert set(other) == {"id", "pixels"} and other["id"] == number
    # nor does any list of drawings say what it was meant to be
    assert lesson.ben.get("/api/drawings").json()["drawings"] == []
    assert lesson.ben.get(f"/api/drawings/{number}").status_code == 404
    own = lesson.anna.post(f"{URL}/{number}/answer", json={"digit": 7})
    assert own.status_code == 400 and "your own" in own.json()["error"]

    assert lesson.ben.post(f"{URL}/{number}/answer", json={"digit": 7}).json()["num_confirmed"] == 1
    late = lesson.teacher.post(f"{URL}/{number}/answer", json={"digit": 1})
    assert late.status_code == 400 and "quicker" in late.json()["error"]
    assert told(lesson.anna)["drawn"][0]["state"] == "confirmed"


def test_a_digit_that_a_neighbour_reads_otherwise_is_drawn_anew(lesson: Lesson) -> None:
    first = lesson.draw(lesson.anna, 1)
    lesson.ben.post(f"{URL}/{first}/answer", json={"digit": 7})
    mine, = told(lesson.anna)["drawn"]
    assert (mine["state"], mine["read_as"]) == ("refused", 7)
    assert told(lesson.ben)["num_confirmed"] == 0 and 1 in told(lesson.anna)["asked"]
    second = lesson.draw(lesson.anna, 1)
    assert second != first
    assert [one["id"] for one in told(lesson.anna)["drawn"]] == [second]


def test_the_teacher_settles_and_removes_and_nobody_else_does(lesson: Lesson) -> None:
    number = lesson.draw(lesson.anna, 1)
    lesson.ben.post(f"{URL}/{number}/answer", json={"digit": None})
    assert told(lesson.ben)["others"] == []
    shown, = told(lesson.teacher)["others"]
    assert (shown["name"], shown["state"], shown["read_as"]) == ("<b>Anna</b>", "refused", None)
    for who in (lesson.ben, lesson.anna):
        assert who.post(f"{URL}/{number}/confirm").status_code == 403
    assert lesson.ben.post(f"{URL}/{number}/delete").status_code == 403
    assert lesson.teacher.post(f"{URL}/{number}/confirm").json()["num_confirmed"] == 1
    assert lesson.teacher.post(f"{URL}/{number}/delete").json()["num_confirmed"] == 0
    assert len(told(lesson.anna)["asked"]) == 10


def test_the_file_has_confirmed_digits_split_by_writer_and_no_names(lesson: Lesson) -> None:
    for who in (lesson.anna, lesson.ben):
        for digit in (1, 7):
            lesson.teacher.post(f"{URL}/{lesson.draw(who, digit)}/confirm")
    lesson.draw(lesson.anna, 3)
    data = lesson.ben.get(f"{URL}.zip").content
    assert b"Anna" not in data
    with ZipFile(BytesIO(data)) as archive:
        arrays = np.load(BytesIO(archive.read("class-digits.npz")))
        assert arrays["images"].shape == (4, 28, 28)
        assert arrays["labels"].tolist() == [1, 7, 1, 7]
        assert arrays["writers"].tolist() == [1, 1, 2, 2]
        first, second = (one for one in archive.namelist() if one.startswith("digits/writer-1/"))
        assert first.endswith("-is-1.png") and second.endswith("-is-7.png")
        room = open_classroom(lesson.store.engine, CODE)
        training = [is_training_writer(person.id)
                    for person in People(lesson.store.engine).of_classroom(room)
                    if person.nickname in ("<b>Anna</b>", "Ben")]
        for name, is_training in (("train", True), ("t10k", False)):
            images = gzip.decompress(archive.read(f"{name}-images-idx3-ubyte.gz"))
            labels = gzip.decompress(archive.read(f"{name}-labels-idx1-ubyte.gz"))
            num = 2 * training.count(is_training)
            assert images[:16] == b"".join(part.to_bytes(4, "big") for part in (2051, num, 28, 28))
            assert len(images) == 16 + 784 * num
            assert labels == (2049).to_bytes(4, "big") + num.to_bytes(4, "big") + bytes(
                [1, 7] * (num // 2))


def test_seven_of_ten_writers_are_for_training_for_good() -> None:
    sides = [is_training_writer(person) for person in range(1, 2001)]
    assert 0.67 < np.mean(sides) < 0.73
    assert [place for place, is_training in enumerate(sides[:12], start=1)
            if not is_training] == [4, 9, 11], "it must never change"


def test_a_run_trains_on_the_hands_of_training_writers_and_its_set_stands_still(
        lesson: Lesson) -> None:
    # of the first four who join, the fourth is one whose hand is measured on
    with httpx.Client(base_url=lesson.anna.base_url, timeout=30) as dora:
        dora.post("/api/join", json={"code": CODE, "nickname": "Dora"})
        for who in (lesson.anna, lesson.ben, lesson.teacher, dora):
            for digit in (1, 7):
                lesson.teacher.post(f"{URL}/{lesson.draw(who, digit)}/confirm")
    room = open_classroom(lesson.store.engine, CODE)
    writers = {person.id for person in People(lesson.store.engine).of_classroom(room)}
    training = {writer for writer in writers if is_training_writer(writer)}
    assert training and training != writers
    drawn = training_set(ClassDigits(lesson.store, room.id).all())
    assert {digit.writer for digit in drawn} == training and len(drawn) == 2 * len(training)
    name = name_of(drawn)
    settings = {"epochs": 1, "num_train": 100, "batch_size": 32, "class_digits": name}
    run = lesson.anna.post("/api/runs", json={"step": "strategy-4", "set": settings})
    assert run.is_success, run.text
    # the class draws on, and what the run trains on stays
    digits = ClassDigits(lesson.store, room.id)
    digits.delete(next(digit for digit in digits.all() if digit.writer in training))
    number = run.json()["id"]
    wait_until(lambda: lesson.store.run(number).state in ("finished", "failed"), "it is trained")
    done = lesson.store.run(number)
    assert done.state == "finished", done.error
    assert done.num_train == 100 + len(drawn)
    again = lesson.ben.post("/api/runs", json={"step": "strategy-4", "set": {
        **settings, "class_digits": f"{len(drawn)}-0123456789abcdef"}})
    assert again.status_code == 400 and "choose the set of now" in again.json()["error"]
    remove_people(lesson.store, training)
    data = with_digit_set(lesson.store, load(read_settings()), done.recipe)
    with pytest.raises(ValueError, match="The class's digits that this recipe trains on"):
        training_digits(done.recipe, data)

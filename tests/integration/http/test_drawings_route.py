"""Drawings are kept with their true digits, listed, deleted, downloaded and measured."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.routes.drawing.drawings import DRAWING_ROUTES
from mnist_core.data.mnist import Dataset
from mnist_core.drawn.drawing import stages_from_strokes
from mnist_core.runs.records.store import Store
from mnist_core.runs.saved.drawings import Drawings
from tests.integration.drawing_lab import ONE, SEVEN, own_lab, train_strategy_2


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with own_lab(tmp_path_factory.mktemp("home")) as store:
        yield store


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(Starlette(routes=DRAWING_ROUTES))


def keep(client: TestClient, digit: int, **drawing: object) -> int:
    answer = client.post("/api/drawings", json={"digit": digit, **drawing})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def listed(client: TestClient) -> list[dict[str, Any]]:
    drawings: list[dict[str, Any]] = client.get("/api/drawings").json()["drawings"]
    return drawings


def photo() -> str:
    image = Image.new("L", (200, 300), 230)
    ImageDraw.Draw(image).line((100, 50, 100, 250), fill=30, width=12)
    file = BytesIO()
    image.save(file, "PNG")
    return b64encode(file.getvalue()).decode()


def test_a_kept_drawing_is_what_the_network_was_given(client: TestClient) -> None:
    number = keep(client, 7, strokes=SEVEN)
    drawing, = listed(client)
    assert drawing["id"] == number and drawing["digit"] == 7
    expected = stages_from_strokes(SEVEN, width=280, height=280, brush=20).digit
    assert b64decode(drawing["pixels"]) == expected.tobytes()
    shown = client.get(f"/api/drawings/{number}").json()
    assert shown["strokes"] == SEVEN and shown["brush"] == 20 and shown["picture"] is None


def test_of_several_digits_the_one_at_its_place_is_kept(client: TestClient) -> None:
    moved = [[[x + 130, y] for x, y in SEVEN[0]]]
    row = {"strokes": [[[x / 2, y / 2] for x, y in stroke] for stroke in ONE + moved],
           "several": True}
    number = keep(client, 7, place=1, **row)
    kept = client.get(f"/api/drawings/{number}").json()["strokes"]
    assert kept == [[[x / 2, y / 2] for x, y in moved[0]]]
    refused = client.post("/api/drawings", json={"digit": 7, "place": 2, **row})
    assert refused.status_code == 400 and "2 digits" in refused.json()["error"]


def test_drawings_are_deleted_one_by_one(client: TestClient) -> None:
    first, second = keep(client, 1, strokes=ONE), keep(client, 7, strokes=SEVEN)
    assert client.post(f"/api/drawings/{first}/delete", json={}).json() == {"num": 1}
    assert [drawing["id"] for drawing in listed(client)] == [second]
    assert client.post(f"/api/drawings/{first}/delete", json={}).status_code == 404


def test_the_file_holds_everything(client: TestClient) -> None:
    drawn, photographed = keep(client, 7, strokes=SEVEN), keep(client, 1, image=photo())
    answer = client.get("/api/drawings.zip")
    assert "drawings.zip" in answer.headers["content-disposition"]
    archive = ZipFile(BytesIO(answer.content))
    arrays = np.load(BytesIO(archive.read("drawings.npz")), allow_pickle=False)
    assert arrays["images"].shape == (2, 28, 28) and arrays["labels"].tolist() == [1, 7]
    facts = {fact["id"]: fact for fact in json.loads(archive.read("drawings.json"))}
    assert facts[drawn]["strokes"] == SEVEN and "strokes" not in facts[photographed]
    digit = np.asarray(Image.open(BytesIO(archive.read(f"digits/{drawn}-is-7.png"))))
    assert np.array_equal(digit, arrays["images"][1])
    assert f"ink/{photographed}-is-1.png" in archive.namelist()


def test_an_empty_set_is_a_file_too(client: TestClient) -> None:
    archive = ZipFile(BytesIO(client.get("/api/drawings.zip").content))
    assert json.loads(archive.read("drawings.json")) == []


def test_the_list_is_paged_and_narrowed_down_to_one_digit(client: TestClient) -> None:
    sevens = [keep(client, 7, strokes=SEVEN) for _ in range(3)]
    one = keep(client, 1, strokes=ONE)
    first = client.get("/api/drawings?limit=2").json()
    assert [drawing["id"] for drawing in first["drawings"]] == [one, sevens[2]]
    assert (first["num"], first["found"], first["cursor"]) == (4, 4, sevens[2])
    second = client.get(f"/api/drawings?limit=2&cursor={first['cursor']}").json()
    assert [drawing["id"] for drawing in second["drawings"]] == [sevens[1], sevens[0]]
    assert second["cursor"] is None
    of_one_digit = client.get("/api/drawings?digit=7").json()
    assert [drawing["id"] for drawing in of_one_digit["drawings"]] == sevens[::-1]
    assert (of_one_digit["num"], of_one_digit["found"]) == (4, 3)


def test_a_list_reads_no_strokes(client: TestClient, store: Store) -> None:
    keep(client, 7, strokes=SEVEN)
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute",
                 lambda connection, cursor, statement, *rest: asked.append(statement))
    listed(client)
    assert asked and not any("strokes" in statement for statement in asked)


def test_a_ladder_is_measured_step_by_step(client: TestClient, store: Store,
                                           dataset: Dataset) -> None:
    run = train_strategy_2(store, dataset)
    keep(client, 1, strokes=ONE)
    # a 7 that somebody calls a 3
    lie = keep(client, 3, strokes=SEVEN)
    answer = client.post("/api/drawings/ladders/strategy", json={}).json()
    assert answer["num"] == 2
    assert [step["step"] for step in answer["steps"]] == [f"strategy-{n}" for n in (1, 2, 3, 4)]
    own = next(network for network in answer["steps"][1]["networks"]
               if network["run"] == str(run))
    assert own["accuracy"] == 50 and own["wrong"] == [[lie, 7]]
    assert lie in [drawing["id"] for drawing in answer["drawings"]]


@pytest.mark.parametrize(("body", "words"), [
    ({"digit": 10, "strokes": ONE}, "from 0 to 9"),
    ({"digit": "seven", "strokes": ONE}, "digit"),
    ({"strokes": ONE}, "digit"),
    ({"digit": 1}, "strokes"),
    ({"digit": 1, "strokes": []}, "Nothing is drawn"),
    ({"digit": 1, "strokes": ONE, "name": "me"}, "name"),
])
def test_mistakes_are_told_in_one_sentence(client: TestClient, body: dict[str, object],
                                           words: str) -> None:
    answer = client.post("/api/drawings", json=body)
    assert answer.status_code == 400 and words in answer.json()["error"]
    assert listed(client) == []


@pytest.mark.parametrize(("path", "status"), [
    ("drawings/99", 404), ("drawings/x", 404), (f"drawings/{10**30}", 404),
    ("drawings/ladders/none", 404), ("drawings/ladders/strategy", 400)])
def test_what_is_not_there_is_told(client: TestClient, path: str, status: int) -> None:
    answer = (client.post(f"/api/{path}", json={}) if "ladders" in path
              else client.get(f"/api/{path}"))
    assert answer.status_code == status and "\n" not in answer.json()["error"]


def test_a_drawing_that_is_kept_has_a_bounded_size(client: TestClient, store: Store) -> None:
    scribble = [[[100 + 80 * place / 4_000, 60 + place / 7.0] for place in range(1_000)]
                for _ in range(5)]
    refused = client.post("/api/drawings", json={"digit": 1, "strokes": scribble})
    assert refused.status_code == 400
    assert "5,000 points; a drawing that is kept may have 4,000" in refused.json()["error"]
    number = keep(client, 1, strokes=scribble[:4])
    kept = Drawings(store).one(number).strokes
    assert kept is not None and len(kept) < 100_000
    shown = client.get(f"/api/drawings/{number}").json()["strokes"]
    np.testing.assert_allclose(shown, scribble[:4], atol=5e-4)

"""``POST /api/predict`` reads drawings and pictures, and says in one sentence what is wrong."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.routes.drawing.picture import PICTURE_ROUTES
from dashboard.routes.drawing.predict import PREDICT_ROUTES
from mnist_core.base.source import ROOT
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.runs.records.store import Store
from tests.integration.drawing_lab import ONE, SEVEN, own_lab, train_strategy_2

HEIC = ROOT / "tests" / "unit" / "seven.heic"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A lab of its own with two runs: 1 is trained, 2 waits."""
    with own_lab(tmp_path_factory.mktemp("home")) as store:
        yield store


@pytest.fixture(scope="module")
def trained(store: Store, dataset: Dataset) -> int:
    run_id = train_strategy_2(store, dataset)
    store.create(find_step("strategy-4").recipe, step_id="strategy-4")
    return run_id


@pytest.fixture(scope="module")
def client(trained: int) -> TestClient:
    return TestClient(Starlette(routes=[*PREDICT_ROUTES, *PICTURE_ROUTES]))


def ask(client: TestClient, **question: object) -> dict[str, Any]:
    answer = client.post("/api/predict", json=question)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def pixels(stage: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    flat = np.frombuffer(b64decode(stage["pixels"]), np.uint8)
    return flat.reshape(stage["height"], stage["width"])


def picture(kind: str = "PNG") -> str:
    image = Image.new("L", (200, 300), 255)
    ImageDraw.Draw(image).line((100, 50, 100, 250), fill=0, width=12)
    file = BytesIO()
    image.save(file, kind)
    return b64encode(file.getvalue()).decode()


def bomb(width: int, height: int) -> str:
    """A tiny file of a huge white picture."""
    file = BytesIO()
    Image.new("1", (width, height), 1).save(file, "PNG")
    return b64encode(file.getvalue()).decode()


def test_strokes_are_read_with_probabilities_and_stages(client: TestClient, trained: int) -> None:
    answer = ask(client, strokes=ONE, width=280, height=280, brush=20)
    assert answer["run"] == trained and answer["digit"] == 1
    assert len(answer["probabilities"]) == 10
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert answer["confidence"] == max(answer["probabilities"])
    assert list(answer["stages"]) == ["cropped", "scaled", "digit"]
    assert max(pixels(answer["stages"]["scaled"]).shape) == 20
    digit = pixels(answer["stages"]["digit"])
    assert digit.shape == (28, 28) and digit.max() == 255


def test_a_seven_is_a_seven(client: TestClient) -> None:
    assert ask(client, strokes=SEVEN)["digit"] == 7


def test_a_step_means_its_newest_trained_run(client: TestClient, trained: int) -> None:
    for run in (trained, str(trained), "strategy-2", None):
        assert ask(client, strokes=ONE, run=run)["run"] == trained


def test_best_and_last_weights_can_be_asked_for(client: TestClient) -> None:
    best, last = (ask(client, strokes=ONE, weights=which) for which in ("best", "last"))
    # one epoch: the best is the last
    assert best["probabilities"] == last["probabilities"]


def test_a_raw_resize_shows_its_harm(client: TestClient) -> None:
    corner = [[[20 + x / 5, 20 + y / 5] for x, y in SEVEN[0]]]
    centred, raw = (ask(client, strokes=corner, raw=raw) for raw in (False, True))
    assert centred["digit"] == 7 == raw["centred"]["digit"] and "centred" not in centred
    squeezed = pixels(raw["stages"]["digit"])
    assert squeezed.shape == (28, 28) and not squeezed[14:].any() and not squeezed[:, 14:].any()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_a_picture_is_read(client: TestClient, kind: str) -> None:
    assert ask(client, image=picture(kind))["digit"] == 1
    assert ask(client, image=f"data:image/{kind.lower()};base64,{picture(kind)}")["digit"] == 1


def test_a_phones_picture_of_many_megabytes_is_read(client: TestClient) -> None:
    noise = np.random.default_rng(0).integers(200, 240, (3_000, 4_000), np.uint8)
    noise[500:2_500, 1_900:2_100] = 30
    file = BytesIO()
    Image.fromarray(noise).save(file, "JPEG", quality=97)
    assert len(file.getvalue()) > 4_000_000
    assert ask(client, image=b64encode(file.getvalue()).decode())["digit"] == 1


def test_a_file_that_is_too_large_is_told_what_to_do(client: TestClient) -> None:
    answer = client.post("/api/predict", json={"image": "A" * 40_200_000})
    assert answer.status_code == 413
    assert "30 MB: make it smaller, or save it as JPEG" in answer.json()["error"]


def test_the_server_makes_small_what_a_browser_cannot_open(client: TestClient) -> None:
    answer = client.post("/api/picture", content=HEIC.read_bytes())
    assert answer.status_code == 200, answer.text
    small = answer.json()
    assert (small["width"], small["height"]) == (400, 300)
    assert ask(client, image=small["image"])["digit"] == ask(
        client, image=b64encode(HEIC.read_bytes()).decode())["digit"]
    deep = BytesIO()
    Image.fromarray(np.arange(600 * 900, dtype=np.uint16).reshape(600, 900) % 4_096).save(
        deep, "TIFF")
    assert client.post("/api/picture", content=deep.getvalue()).json()["width"] == 900


@pytest.mark.parametrize(("content", "status", "words"), [
    (b"", 400, "not a picture that can be read; take PNG"), (b"text", 400, "take PNG, JPEG"),
    (bytes(30_000_001), 413, "send PNG, JPEG, WebP, HEIC, TIFF, BMP or GIF, at most 30 MB")])
def test_what_is_no_picture_is_refused(client: TestClient, content: bytes, status: int,
                                       words: str) -> None:
    answer = client.post("/api/picture", content=content)
    assert answer.status_code == status
    assert words in answer.json()["error"]
    foreign = {"Origin": "https://elsewhere.example"}
    assert client.post("/api/picture", content=content, headers=foreign).status_code == 403


@pytest.mark.parametrize(("question", "status", "words"), [
    ({}, 400, "strokes"),
    ({"strokes": ONE, "image": "AAAA"}, 400, "either"),
    ({"strokes": []}, 400, "Nothing is drawn"),
    ({"strokes": [[]]}, 400, "Nothing is drawn"),
    ({"strokes": [1, 2, 3]}, 400, "strokes.0"),
    ({"strokes": [[[1, 2], [3]], [[4]]]}, 400, "strokes.0.1"),
    ({"strokes": [[["a", "b"]] * 9]}, 400, "strokes.0.0.0"),
    ({"strokes": [[[10**400, 1]]]}, 400, "strokes"),
    ({"strokes": ONE, "width": 0}, 400, "width"),
    ({"strokes": ONE, "width": 1e9}, 400, "width"),
    ({"strokes": ONE, "brush": -1}, 400, "brush"),
    ({"strokes": ONE, "colour": "red"}, 400, "colour"),
    ({"strokes": ONE, "weights": "newest"}, 400, "best"),
    ({"strokes": [[[5, 5]] * 20_001]}, 400, "20,001 points"),
    ({"strokes": ONE, "run": 99}, 404, "no run 99"),
    ({"strokes": ONE, "run": -1}, 404, "-1"),
    ({"strokes": ONE, "run": 10**30}, 404, "no run"),
    ({"strokes": ONE, "run": 2}, 404, "no trained weights"),
    ({"strokes": ONE, "run": "strategy-9"}, 404, "unknown step `strategy-9`"),
    ({"strokes": ONE, "run": "finetune-0"}, 404, "has not been trained here yet"),
    ({"image": "not base64!"}, 400, "base64"),
    ({"image": b64encode(b"GIF89a, or so").decode()}, 400, "PNG, JPEG, WebP, HEIC"),
    ({"image": picture()[:160]}, 400, "picture"),
    ({"image": b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()}, 400, "PNG"),
    ({"image": bomb(20_000, 20_000)}, 400, "more than 240 million pixels"),
    ({"image": bomb(9_000, 9_000)}, 400, "at most 64 million"),
    ({"image": bomb(1, 1)}, 400, "Nothing is drawn"),
    ({"strokes": ONE, "run": 1, "runs": [1]}, 400, "either"),
    ({"strokes": ONE, "runs": []}, 400, "runs"),
    ({"strokes": ONE, "runs": [1] * 5}, 400, "runs"),
])
def test_mistakes_are_told_in_one_sentence(client: TestClient, question: dict[str, object],
                                           status: int, words: str) -> None:
    answer = client.post("/api/predict", json=question)
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["error"]
    sentence = answer.json()["error"]
    assert words in sentence
    assert "\n" not in sentence and "Traceback" not in sentence and len(sentence) < 700


@pytest.mark.parametrize(("body", "kind", "status"), [
    (b"not json", "application/json", 400),
    (b"[1, 2]", "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    (json.dumps({"strokes": ONE}).encode(), "text/plain", 415),
    (b'{"image": "' + b"A" * 40_200_000 + b'"}', "application/json", 413),
])
def test_what_is_no_request_is_refused(client: TestClient, body: bytes, kind: str,
                                       status: int) -> None:
    answer = client.post("/api/predict", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["error"] and "\n" not in answer.json()["error"]


def test_other_sites_may_not_ask(client: TestClient) -> None:
    answer = client.post("/api/predict", json={"strokes": ONE},
                         headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def row() -> list[list[list[float]]]:
    """A small 1, and a small 7 right of it."""
    return [[[x / 2 + shift, y / 2 + 50] for x, y in stroke]
            for shift, digit in ((-40, ONE), (100, SEVEN)) for stroke in digit]


def test_several_models_read_the_same_input(client: TestClient, trained: int) -> None:
    answer = ask(client, strokes=SEVEN, runs=[trained, "strategy-2", 99, 2])
    alone = ask(client, strokes=SEVEN, run=trained)
    digit, = answer["digits"]
    assert digit["stages"] == alone.pop("stages")
    own, same, missing, untrained = digit["readings"]
    assert own == same == alone
    assert "no run 99" in missing["error"] and "no trained weights" in untrained["error"]


def test_digits_side_by_side_are_read_one_by_one(client: TestClient, trained: int) -> None:
    one, seven = ask(client, strokes=row(), several=True)["digits"]
    assert one["readings"][0]["digit"] == 1 and seven["readings"][0]["digit"] == 7
    assert one["box"][2] < seven["box"][0]
    # the same as if each was drawn alone
    alone = ask(client, strokes=SEVEN, run=trained)
    assert seven["stages"]["digit"] == alone["stages"]["digit"]
    assert len(ask(client, strokes=row(), runs=[trained])["digits"]) == 1


def test_rows_and_warnings_are_told_of_a_page(client: TestClient, trained: int) -> None:
    below = [[[x, y + 130] for x, y in stroke] for stroke in row()]
    answer = ask(client, strokes=[*below, *row()], several=True)
    assert answer["rows"] == [[0, 1], [2, 3]] and answer["warnings"] == []
    assert [digit["readings"][0]["digit"] for digit in answer["digits"]] == [1, 7, 1, 7]
    joined = [*row(), [[20, 100], [260, 100]]]
    assert "is as wide as two" in ask(client, strokes=joined, several=True)["warnings"][0]


def test_a_raw_resize_takes_the_whole_area_even_of_several(client: TestClient) -> None:
    digit, = ask(client, strokes=row(), several=True, raw=True)["digits"]
    squeezed = pixels(digit["stages"]["digit"])
    assert squeezed[:, :14].any() and squeezed[:, 14:].any()
    assert "centred" in digit["readings"][0]


def test_a_map_says_where_the_network_looked(client: TestClient, trained: int) -> None:
    digit, = ask(client, strokes=SEVEN, runs=[trained], maps=True)["digits"]
    look = digit["readings"][0]["map"]
    assert look["method"] == "exact"
    assert pixels(look).shape == (28, 28) and pixels(look).max() == 255


def test_what_counted_as_ink_is_told_on_request(client: TestClient, trained: int) -> None:
    answer = ask(client, image=picture(), runs=[trained], ink=True)
    ink = pixels(answer["ink"])
    assert ink.shape == (280, 187) and ink.max() == 255 and not ink[:, 0].any()

"""``POST /api/predict`` reads drawings and pictures, and says in one sentence what is wrong."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import lab
from dashboard.predict_route import PREDICT_ROUTES
from mnist_core.dataset import Dataset
from mnist_core.edits import apply
from mnist_core.engine import train
from mnist_core.ladders import find_step
from mnist_core.runs.journal import Journal
from mnist_core.runs.store import Store

ONE = [[[140, 40 + 10 * place] for place in range(21)]]
SEVEN = [[[90 + 10 * place, 60] for place in range(11)]
         + [[190 - 4 * place, 60 + 9 * place] for place in range(18)]]
WORKER = "test"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A lab of its own with two runs: 1 is trained, 2 waits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNIST_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("MNIST_DATABASE_URL", raising=False)
        _forget()
        yield lab.store()
    _forget()


def _forget() -> None:
    lab.settings.cache_clear()
    lab.store.cache_clear()


@pytest.fixture(scope="module")
def trained(store: Store, dataset: Dataset) -> Iterator[int]:
    """strategy-2's network after one epoch on a few thousand real digits."""
    recipe = apply(find_step("strategy-2").recipe, {
        "num_train": min(6_000, len(dataset.train)), "batch_size": 32, "lr": 0.05, "epochs": 1})
    run = store.create(recipe, step_id="strategy-2", worker=WORKER)
    journal = Journal(store, run.id, WORKER)
    # for batches this small threads would mostly wait for each other
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for event in train(recipe, dataset, torch.device("cpu")):
        journal.append(event)
    store.create(find_step("strategy-4").recipe, step_id="strategy-4")
    yield run.id
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def client(trained: int) -> TestClient:
    return TestClient(Starlette(routes=PREDICT_ROUTES))


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


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_read(client: TestClient, kind: str) -> None:
    assert ask(client, image=picture(kind))["digit"] == 1
    assert ask(client, image=f"data:image/{kind.lower()};base64,{picture(kind)}")["digit"] == 1


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
    ({"image": b64encode(b"GIF89a, or so").decode()}, 400, "PNG or JPEG"),
    ({"image": picture()[:160]}, 400, "picture"),
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
    (b'{"image": "' + b"A" * 2_000_000 + b'"}', "application/json", 413),
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

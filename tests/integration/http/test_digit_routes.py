"""Everything about one digit, and the map of all, over HTTP: true figures, or one sentence."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from httpx import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.routes.trained.digit import DIGIT_ROUTES
from dashboard.routes.trained.map import MAP_ROUTES, errors_among, sample
from dashboard.server import resources
from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.insight.class_activation import class_activation
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.engine import train
from mnist_core.training.evaluate import Evaluation

WORKER = "test"
UNTRAINED = 3


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[TestClient]:
    """A lab of its own: 1 is strategy-1 and 2 strategy-2 after one epoch on real digits, 3 waits.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNIST_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("MNIST_DATABASE_URL", raising=False)
        _forget()
        for step_id in ("strategy-1", "strategy-2"):
            _train(resources.store(), dataset, step_id)
        resources.store().create(find_step("strategy-4").recipe, step_id="strategy-4")
        yield TestClient(Starlette(routes=[*DIGIT_ROUTES, *MAP_ROUTES]))
    _forget()


def _forget() -> None:
    resources.forget()
    resources._loader.cache_clear()


def _train(store: Store, dataset: Dataset, step_id: str) -> None:
    recipe = apply(find_step(step_id).recipe, {
        "num_train": min(3_000, len(dataset.train)), "batch_size": 32, "lr": 0.05, "epochs": 1})
    run = store.create(recipe, step_id=step_id, worker=WORKER)
    journal = Journal(store, run.lease)
    journal.set_source(dataset.source.description)
    for event in train(recipe, dataset, torch.device("cpu")):
        journal.append(event)


def asked_for(client: TestClient, path: str) -> Response:
    """What has to be computed is asked for with POST."""
    is_fact = re.fullmatch(r"[^/]+/digits/[^/?]*(\?.*)?", path)
    url = f"/api/trained/{path}"
    answer: Response = client.get(url) if is_fact else client.post(url, json={})
    return answer


def ask(client: TestClient, path: str) -> dict[str, Any]:
    answer = asked_for(client, path)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def evaluation_of(run: int) -> Evaluation:
    evaluation = resources.store().evaluation(run, best=True)
    assert evaluation is not None
    return evaluation


def a_mistake(run: int) -> int:
    return int(np.flatnonzero(~evaluation_of(run).correct)[0])


def pixels(text: str, kind: type[np.generic]) -> np.ndarray[Any, Any]:
    return np.frombuffer(b64decode(text), kind).reshape(28, 28)


def test_the_facts_are_those_that_were_measured(client: TestClient, dataset: Dataset) -> None:
    evaluation, index = evaluation_of(2), a_mistake(2)
    facts = ask(client, f"2/digits/{index}")
    assert facts["index"] == index
    assert facts["true"] == evaluation.labels[index] != facts["read"]
    assert facts["read"] == evaluation.predicted[index]
    assert facts["percent"] == pytest.approx(100 * evaluation.probabilities[index], abs=0.01)
    assert facts["loss"] == pytest.approx(evaluation.losses[index], abs=1e-3)
    assert np.array_equal(pixels(facts["pixels"], np.uint8), dataset.test.images[index].numpy())


def test_a_disputed_label_comes_with_its_votes(client: TestClient, dataset: Dataset) -> None:
    if dataset.source.is_sample:
        pytest.skip("the list counts places in the real test set")
    facts = ask(client, "2/digits/6651")
    assert facts["badge"] == "people read 6" and "5 for 6" in facts["votes"]


def test_maps_show_the_class_that_was_read_and_the_true_one(client: TestClient,
                                                            dataset: Dataset) -> None:
    index = a_mistake(2)
    facts, maps = (ask(client, f"2/digits/{index}{part}") for part in ("", "/maps"))
    assert [shown["class"] for shown in maps["activation"]] == [facts["read"], facts["true"]]
    assert maps["method"] == "exact" and "4 × 4" in maps["words"]
    run = resources.library().find("2")
    image = normalise(dataset.test.images[index:index + 1], run.recipe.normalisation)
    expected = [class_activation(run.network(), image, shown["class"]).map.numpy()
                for shown in maps["activation"]]
    most = max(abs(values).max() for values in expected)
    for shown, values in zip(maps["activation"], expected, strict=True):
        assert pixels(shown["pixels"], np.int8) == pytest.approx(127 * values / most, abs=0.51)
    shares = pixels(maps["gradients"]["pixels"], np.int8)
    assert maps["gradients"]["class"] == facts["read"] and abs(shares).max() == 127


def test_a_digit_read_right_has_one_activation_map(client: TestClient) -> None:
    index = int(np.flatnonzero(evaluation_of(2).correct)[0])
    assert len(ask(client, f"2/digits/{index}/maps")["activation"]) == 1


def test_neighbours_are_searched_on_until_all_are(client: TestClient, dataset: Dataset) -> None:
    first = ask(client, "1/digits/0/neighbours")
    assert 0 < first["searched"] <= first["total"] == first["available"] == len(dataset.train)
    assert len(first["neighbours"]) == 8 and first["width"] == 16
    again = ask(client, "1/digits/0/neighbours")
    assert again["searched"] > first["searched"] or first["searched"] == first["total"]
    distances = [near["distance"] for near in again["neighbours"]]
    assert distances == sorted(distances)
    assert distances[0] <= first["neighbours"][0]["distance"]
    near = again["neighbours"][0]
    assert near["true"] == dataset.train.labels[near["index"]]


def test_other_networks_answers_are_told_by_step_of_the_ladder(client: TestClient) -> None:
    index = a_mistake(2)
    fate = ask(client, f"2/digits/{index}/runs")
    own = [row for row in fate["ladder"] if row["label"].startswith("Run")]
    assert [row["step"] for row in own] == ["strategy-1", "strategy-2"]
    assert own[0]["read"] == evaluation_of(1).predicted[index]
    assert own[1]["is_this"] and "is_this" not in own[0]
    # this one is among them: as many as the page's "Hard for everyone" says
    assert fate["num"] >= 1 and fate["num_wrong"] >= (own[1]["read"] != fate["true"])


def test_the_last_epoch_can_be_asked_for(client: TestClient) -> None:
    # one epoch: the best is the last
    assert ask(client, "2/digits/5?weights=last") == ask(client, "2/digits/5?weights=best")


def test_the_map_tells_how_far_it_is_and_then_shows_every_test_digit(
        client: TestClient, dataset: Dataset) -> None:
    shares = []
    while True:
        answer = ask(client, "1/map?method=pca")
        if "x" in answer:
            break
        shares.append(answer["share"])
    assert shares == sorted(shares) and all(share < 1 for share in shares)
    num = len(dataset.test)
    assert answer["index"] == list(range(num)) and len(answer["x"]) == len(answer["y"]) == num
    assert answer["true"] == dataset.test.labels.tolist()
    assert answer["read"] == evaluation_of(1).predicted.tolist()
    assert f"all {num:,} test digits" in answer["words"]
    assert "% of their variance" in answer["words"]


def test_a_sample_holds_the_errors_first() -> None:
    labels = np.zeros(10, np.int64)
    shares = np.full((10, 10), 0.01, np.float32)
    shares[:, 0] = 0.91
    shares[[3, 8]] = np.roll(shares[[3, 8]], 1, axis=1)
    seen = Evaluation(np.log(shares), labels)
    assert sample(seen, 4, 10).tolist() == [0, 1, 3, 8]
    assert sample(seen, 1, 10).tolist() == [3]
    assert sample(seen, 99, 5).tolist() == [0, 1, 2, 3, 4]
    assert errors_among(seen, sample(seen, 4, 10)) == "all errors among them"
    assert errors_among(seen, sample(seen, 1, 10)) == "1 of the 2 errors and nothing else"


@pytest.mark.parametrize(("path", "status", "words"), [
    ("99/digits/1", 404, "no run 99"),
    ("strategy-4@77/digits/1", 404, "no reference run strategy-4@77"),
    ("nonsense/digits/1", 404, "unknown step"),
    (f"{UNTRAINED}/digits/1", 404, "has not read the test digits yet"),
    (f"{UNTRAINED}/map", 404, "has not read the test digits yet"),
    ("2/digits/10000000", 404, "numbered from 0 to"),
    ("2/digits/-1", 404, "no test digit -1"),
    ("2/digits/1e3/maps", 404, "no test digit 1e3"),
    ("2/digits/²/runs", 404, "no test digit"),
    ("2/digits/1?weights=newest", 400, "weights is 'newest'; it must be 'best' or 'last'."),
    ("2/map?method=umap", 400, "method is 'umap'; it must be 'pca' or 'tsne'."),
])
def test_mistakes_are_told_in_one_sentence(client: TestClient, path: str, status: int,
                                           words: str) -> None:
    answer = asked_for(client, path)
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["error"] and words in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


def test_a_run_of_other_digits_is_not_mixed_up_with_these(client: TestClient) -> None:
    store = resources.store()
    run = store.create(find_step("strategy-1").recipe, step_id="strategy-1", worker=WORKER)
    Journal(store, run.lease).set_source("MNIST 5 + 5")
    data = evaluation_of(1).to_bytes()
    store.artifacts.write(run.id, "predictions-best.npz", data)
    answer = client.get(f"/api/trained/{run.id}/digits/0")
    assert answer.status_code == 404 and "was measured on MNIST 5 + 5" in answer.json()["error"]

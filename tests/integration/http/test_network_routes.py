"""What the elements of the network page ask the server over HTTP, and what people might send."""

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mnist_core.ladders import STEPS
from tests.servers.serving import dashboard
from tests.standing_run import best_of

DIGIT = base64.b64encode(bytes(784)).decode()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (dashboard(tmp_path_factory.mktemp("routes") / "home") as address,
          httpx.Client(base_url=address, timeout=60, trust_env=False) as client):
        yield client


def field(client: httpx.Client, **question: Any) -> dict[str, Any]:
    body = {"step": "strategy-4", "layer": 5, "digit": DIGIT, **question}
    answer: dict[str, Any] = client.post("/api/field", json=body).raise_for_status().json()
    return answer


def test_a_step_is_described_with_its_totals(client: httpx.Client) -> None:
    recipe = STEPS["strategy-4"].recipe
    answer = client.post("/api/describe", json={"layers": recipe.layers}).json()
    assert (answer["parameters"], answer["multiply_adds"]) == (9_436, 1_312_748)
    assert (answer["error"], answer["position"]) == (None, None)
    assert len(answer["rows"]) == len(recipe.network)


def test_a_mistake_is_answered_with_what_can_be_built(client: httpx.Client) -> None:
    answer = client.post("/api/describe", json={"layers": "conv3x3(8) rellu gap"})
    assert answer.status_code == 200
    assert answer.json()["position"] == 2
    assert answer.json()["error"].startswith("layer 2 `rellu`: no such layer; did you mean `relu`?")
    assert [row["mark"] for row in answer.json()["rows"]] == ["", "wrong", "unreached"]


@pytest.mark.parametrize("body", [{}, {"layers": 7}, {"layers": "relu", "more": 1},
                                  {"layers": "relu " * 10_000}])
def test_what_is_no_network_at_all_is_refused(client: httpx.Client, body: dict[str, Any]) -> None:
    answer = client.post("/api/describe", json=body)
    assert answer.status_code == 400 and answer.json()["error"].endswith(".")


def test_the_field_of_a_value_lies_in_its_square(client: httpx.Client) -> None:
    answer = field(client, row=1, column=24)
    assert answer["square"] == {"left": 23, "top": 0, "size": 5}
    assert "row 1, column 24" in answer["words"]
    # a step is shown by its reference run
    assert [field["title"] for field in answer["fields"]] == [
        "Before training", f"{best_of('strategy-4').short_label}, best epoch"]
    for seen in answer["fields"]:
        pixels = base64.b64decode(seen["pixels"])
        lit = [(place // 28, place % 28) for place, value in enumerate(pixels) if value]
        assert lit and all(row < 5 and column >= 23 for row, column in lit)
        assert "of the 25 pixels" in seen["words"]


def test_a_channel_can_be_asked_alone(client: httpx.Client) -> None:
    everything, one = field(client), field(client, channel=3)
    assert everything["fields"] != one["fields"] and everything["map"] != one["map"]


def test_an_edited_network_is_asked_as_it_is(client: httpx.Client) -> None:
    answer = field(client, layers="conv7x7(4,p3) gap conv1x1(10) flatten", layer=1)
    assert answer["square"]["size"] == 7 and "49 % of the square" not in answer["words"]
    assert (answer["first"], answer["last"]) == (-3, 30)


@pytest.mark.parametrize("question", [
    {"layer": 99}, {"layer": 0}, {"row": 25}, {"row": 0}, {"channel": 15}, {"digit": "AAAA"},
    {"digit": "no base64!"}, {"step": "nets-99"}, {"run": "12345"}, {"layers": "conv3x3(8)"},
    {"weights": "worst"}, {"layer": 28}, {"more": 1}])
def test_a_wrong_question_is_one_sentence(client: httpx.Client, question: dict[str, Any]) -> None:
    body = {"step": "strategy-4", "layer": 5, "digit": DIGIT, **question}
    answer = client.post("/api/field", json=body)
    assert answer.status_code in (400, 404)
    assert answer.json()["error"] and "\n" not in answer.json()["error"]

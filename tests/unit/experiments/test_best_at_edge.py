"""The best at the end of what was tried, and where to look on."""

from collections.abc import Mapping

import pytest

from mnist_core.experiments.best_at_edge import Edge, edges, limits
from tests.unit.experiments.made import experiment, trial


def found(setting: Mapping[str, object], best: object) -> tuple[Edge, ...]:
    search = {} if "values" in setting else {"search": "random", "num_trials": 9}
    return edges(experiment([setting], [trial(1, {str(setting["key"]): best}, {1: 99.0})],  # type: ignore[dict-item]
                            **search), 1)


@pytest.mark.parametrize(("key", "values", "best", "new"), [
    ("dropout", [0.05, 0.1, 0.15], 0.15, (0.2, 0.25)),
    ("dropout", [0.1, 0.2, 0.3], 0.1, (0.0,)),
    ("dropout", [0.7, 0.8, 0.9], 0.9, (0.95, 0.975)),
    ("optimiser.lr", [0.01, 0.1, 1], 1, (10.0,)),
    ("optimiser.lr", [0.01, 0.1, 1], 0.01, (0.001, 0.0001)),
    ("batch_size", [64, 128, 256], 256, (512, 1024)),
    ("batch_size", [1, 2, 4], 4, (8, 16)),
    ("rotation", [0, 5, 10], 10, (15.0, 20.0)),
])
def test_a_list_goes_on_as_it_went(key: str, values: list[float], best: float,
                                   new: tuple[float, ...]) -> None:
    edge, = found({"key": key, "values": values}, best)
    assert edge.values == (*values, *new)
    assert "Whether it gets better beyond is not known" in edge.text


@pytest.mark.parametrize(("key", "values", "best"), [
    ("dropout", [0, 0.1, 0.2], 0), ("dropout", [0, 0.1, 0.2], 0.1), ("dropout", [0.1, 0.2], 0.2),
    ("batch_size", [1, 2, 4], 1), ("optimiser.kind", ["sgd", "adam", "adamw"], "adamw")])
def test_no_word_where_there_is_no_end_or_nothing_beyond(key: str, values: list[object],
                                                         best: object) -> None:
    assert not found({"key": key, "values": values}, best)


def test_a_range_is_widened_by_half_within_what_the_recipe_allows() -> None:
    edge, = found({"key": "dropout", "low": 0.1, "high": 0.3}, 0.297)
    assert (edge.end, edge.low, edge.high, edge.log) == ("high", 0.1, 0.4, False)
    edge, = found({"key": "optimiser.lr", "low": 0.01, "high": 1, "log": True}, 0.0105)
    assert (edge.end, edge.low, edge.high, edge.log) == ("low", 0.001, 1, True)
    assert "near the lower end of its range" in edge.text
    edge, = found({"key": "optimiser.lr", "low": 1, "high": 8}, 7.9)
    assert edge.high == 10
    edge, = found({"key": "dropout", "low": 0.5, "high": 0.9}, 0.89)
    assert edge.high == pytest.approx(0.95)
    assert not found({"key": "dropout", "low": 0, "high": 0.3}, 0.001)
    assert not found({"key": "dropout", "low": 0, "high": 0.3}, 0.2)


def test_limits_are_those_of_the_recipe() -> None:
    assert limits("dropout") == (0, True, 1, False)
    assert limits("optimiser.lr") == (0, False, 10, True)
    assert limits("rotation") == limits("rotation.degrees") == (0, True, 180, True)

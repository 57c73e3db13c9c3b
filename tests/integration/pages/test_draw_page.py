"""The Draw page lets up to four networks read, as its link says; drawn in tests/browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.base.source import ROOT
from mnist_core.runs.records.store import Store
from tests.integration.drawing_lab import own_lab

PAGE = ROOT / "pages" / "draw.py"


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Store]:
    """A lab without runs: there are the recorded reference runs."""
    with own_lab(tmp_path) as store:
        yield store


def opened(**link: str) -> AppTest:
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in link.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    return at


def models(at: AppTest) -> list[str]:
    """Keys of those that the pad asks."""
    sent: list[dict[str, Any]] = [json.loads(element.proto.json)
                                  for element in at.get("bidi_component")]
    pad, = (data for data in sent if "models" in data)
    return [model["key"] for model in pad["models"]]


def test_the_link_says_who_reads_beside_the_first() -> None:
    at = opened(run="strategy-4@1", beside="finetune-6@1,strategy-1@1")
    assert models(at) == ["strategy-4@1", "finetune-6@1", "strategy-1@1"]


@pytest.mark.parametrize(("beside", "others"), [
    ("strategy-4@1", []),
    ("nobody@1,99,`x`,finetune-6@1", ["finetune-6@1"]),
    ("finetune-6@1,finetune-6@1", ["finetune-6@1"]),
    ("strategy-1@1,strategy-2@1,strategy-3@1,finetune-6@1",
     ["strategy-1@1", "strategy-2@1", "strategy-3@1"]),
])
def test_a_link_brings_no_stranger_nobody_twice_and_at_most_three(
        beside: str, others: list[str]) -> None:
    assert models(opened(run="strategy-4@1", beside=beside)) == ["strategy-4@1", *others]


def test_a_choice_goes_into_the_link() -> None:
    at = opened(run="strategy-4@1")
    at.multiselect[0].select("strategy-2@1").run()
    assert models(at) == ["strategy-4@1", "strategy-2@1"]
    assert at.query_params["beside"] == "strategy-2@1"
    at.multiselect[0].unselect("strategy-2@1").run()
    assert models(at) == ["strategy-4@1"] and "beside" not in at.query_params

"""network.html: one file that asks nobody for anything, whatever a person wrote about the run."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from mnist_core.data.mnist import Dataset, Split
from mnist_core.export.bundle import bundle, missing
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.export.network_page.page import network_html
from mnist_core.reference.records import reference_runs

NAME = "network.html"
HOSTILE = "</script><script>alert(1)</script><!-- <b>\"quoted\" & 'so' $style"
SMALL_BYTES = 250_000
NUM_DIGITS = 1_000


@pytest.fixture(scope="module")
def run(dataset: Dataset) -> ExportedRun:
    found, = (run for run in reference_runs() if run.key == "strategy-4@1")
    test = Split(dataset.test.images[:NUM_DIGITS], dataset.test.labels[:NUM_DIGITS])
    return exported_run(found, replace(dataset, test=test))


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_same_run_gives_the_same_small_file(run: ExportedRun) -> None:
    page = network_html(run)
    assert page == network_html(run)
    assert len(page) <= SMALL_BYTES
    assert dict(bundle(run, [NAME])) == {NAME: page}


def test_it_holds_the_exact_weights(run: ExportedRun) -> None:
    network = data_of(network_html(run).decode())["network"]
    assert run.network
    expected = np.concatenate([value.numpy().ravel() for name, value in
                               run.network.state_dict().items() if "num_batches" not in name])
    assert np.frombuffer(b64decode(network["weights"]), "<f4").tobytes() == expected.tobytes()
    assert sum(sum(layer["weights"].values()) for layer in network["layers"]) == len(expected)


def test_its_policy_allows_its_own_script_and_style_and_nothing_else(run: ExportedRun) -> None:
    page = network_html(run).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    for rule, pattern in (("script-src", "<script>(.*?)</script>"),
                          ("style-src", "<style>(.*?)</style>")):
        inner, = re.findall(pattern, page, re.DOTALL)
        assert rules[rule] == f"'sha256-{b64encode(sha256(inner.encode()).digest()).decode()}'"
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["data:,"]


def test_text_about_a_run_is_only_text(run: ExportedRun) -> None:
    page = network_html(replace(run, title=HOSTILE, note=HOSTILE)).decode()
    plain = network_html(run).decode()
    for tag in ("<script", "</script", "<!--", "<b>"):
        assert page.count(tag) == plain.count(tag)
    assert page.count("&lt;/script&gt;") == 6


def test_digits_to_try_are_the_first_of_each_class_and_some_mistakes(run: ExportedRun) -> None:
    if run.evaluation is None or run.data is None:
        pytest.skip("needs the digits that the reference runs were measured on")
    samples = data_of(network_html(run).decode())["samples"]
    firsts = [sample for sample in samples if not sample["isMisread"]]
    assert [sample["label"] for sample in firsts] == list(range(10))
    labels, predicted = run.evaluation.labels, run.evaluation.predicted
    for sample in samples:
        index = sample["index"]
        assert (predicted[index] != labels[index]) == sample["isMisread"]
        pixels = np.frombuffer(b64decode(sample["pixels"]), np.uint8)
        assert (pixels == run.data.test.images[index].numpy().ravel()).all()
    # 7 is the first digit of MNIST's test set
    assert firsts[7]["index"] == 0


def test_without_digits_or_weights_it_says_so(run: ExportedRun) -> None:
    assert data_of(network_html(replace(run, data=None)).decode())["samples"] == []
    assert NAME not in missing(run)
    assert missing(replace(run, network=None))[NAME] == "no weights were kept of this run"

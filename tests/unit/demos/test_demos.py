"""What demos show is what PyTorch computes with the trained networks: their scripts are asked in
one process of Node."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.demos.demos import DEMOS, ShownDemo, check_settings, shown_demo
from mnist_core.reference.records import ReferenceRun, reference_runs

NODE = shutil.which("node")
CLOSE = 1e-4
RUNS = {run.key: run for run in reference_runs()}

needs_node = pytest.mark.skipif(NODE is None and "REQUIRE_NODE" not in os.environ,
                                reason="Node is missing: it runs the scripts of pages.")


def shown(kind: str, dataset: Dataset, run: str | None = None, **settings: Any) -> ShownDemo:
    return shown_demo(kind, settings, RUNS.__getitem__, dataset, run=run)


def computed(*demos: ShownDemo) -> list[Any]:
    """What the scripts make of each."""
    assert NODE
    told = subprocess.run([NODE, Path(__file__).with_name("demos.mjs")], input=json.dumps(demos),
                          capture_output=True, text=True, check=True)
    answers: list[Any] = json.loads(told.stdout)
    return answers


def inputs(run: ReferenceRun, dataset: Dataset, indices: list[int]) -> torch.Tensor:
    return normalise(dataset.test.images[indices], run.recipe.normalisation)


def same(scripts: Any, pytorch: torch.Tensor) -> None:
    expected: NDArray[np.float32] = pytorch.detach().numpy()
    np.testing.assert_allclose(np.array(scripts, np.float32).reshape(expected.shape), expected,
                               rtol=CLOSE, atol=CLOSE)


@pytest.mark.parametrize("kind", DEMOS)
def test_every_demo_stands_by_itself_and_says_everything_in_words(
        kind: str, dataset: Dataset) -> None:
    demo = shown(kind, dataset)
    assert json.loads(json.dumps(demo)) == demo
    assert demo["run"] == DEMOS[kind].runs[0] and demo["words"]["title"] and demo["words"]["how"]


def test_each_mistake_has_its_sentence(dataset: Dataset) -> None:
    for kind, settings, sentence in (
            ("filtre", {}, "did you mean `filter`?"),
            ("filter", {"digits": 3}, "did you mean `digit`?"),
            ("filter", {"digit": 10_000}, "at most 9,999"),
            ("filter", {"digit": "three"}, "digit")):
        with pytest.raises(ValueError) as caught:
            check_settings(kind, settings)
        assert sentence in str(caught.value)
    with pytest.raises(LookupError, match="did you mean `filter`"):
        shown("filte", dataset)


@needs_node
@pytest.mark.parametrize("key", ["strategy-4@1", "nets-3@1"])
def test_the_filters_sums_are_the_first_layers_map(key: str, dataset: Dataset) -> None:
    demo = shown("filter", dataset, key, digit=3, channel=2)
    run = RUNS[key]
    same(computed(demo)[0], run.network()[0](inputs(run, dataset, [3]))[0, 1])

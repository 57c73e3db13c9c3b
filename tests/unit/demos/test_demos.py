"""What demos show is what PyTorch computes with the trained networks: their scripts are asked in
one process of Node."""

import json
import os
import re
import shutil
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from mnist_core.base.not_found import NotFound
from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.demos.demos import DEMOS, ShownDemo, begun_demo, check_settings
from mnist_core.demos.words.words import FIRST_LANGUAGE, languages, words_of
from mnist_core.reference.records import ReferenceRun, reference_runs

NODE = shutil.which("node")
CLOSE = 1e-4
VALUES = re.compile(r"\{\w+\}")
RUNS = {run.key: run for run in reference_runs()}

needs_node = pytest.mark.skipif(NODE is None and "REQUIRE_NODE" not in os.environ,
                                reason="Node is missing: it runs the scripts of pages.")


def shown(kind: str, dataset: Dataset, run: str | None = None, **settings: Any) -> ShownDemo:
    return begun_demo(kind, settings, RUNS.__getitem__, dataset, run=run).now()


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
    # what has to be measured first is tried where it is tested
    demo = begun_demo(kind, {}, RUNS.__getitem__, dataset).shown
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
    with pytest.raises(NotFound, match="did you mean `filter`"):
        shown("filte", dataset)


@needs_node
@pytest.mark.parametrize("key", ["strategy-4@1", "nets-3@1"])
def test_the_filters_sums_are_the_first_layers_map(key: str, dataset: Dataset) -> None:
    demo = shown("filter", dataset, key, digit=3, channel=2)
    run = RUNS[key]
    same(computed(demo)[0], run.network()[0](inputs(run, dataset, [3]))[0, 1])


@needs_node
@torch.no_grad()
def test_the_maps_of_a_growing_field_are_those_of_the_layers(dataset: Dataset) -> None:
    demo = shown("growing-field", dataset, digit=5)
    run = RUNS["strategy-4@1"]
    current, maps = inputs(run, dataset, [5]), []
    for module in run.network():
        current = module(current)
        maps.append(current[0])
    stops = demo["data"]["stops"]
    for stop, map_ in zip(stops, computed(demo)[0], strict=True):
        same(map_, maps[stop["end"]])
    assert [stop["field"] for stop in stops] == [
        layer.receptive_field for layer in run.recipe.describe().layers
        if layer.kernel > 1 or layer.token.startswith("conv1x1")]


@needs_node
@torch.no_grad()
@pytest.mark.parametrize("key", ["strategy-4@1", "nets-3@1", "models-2@1"])
def test_what_pooling_keeps_of_a_moved_digit_is_what_pytorch_keeps(
        key: str, dataset: Dataset) -> None:
    run = RUNS[key]
    demo = shown("pooling", dataset, key, digit=7, channel=3)
    moved = torch.zeros(1, 28, 28, dtype=torch.uint8)
    moved[0, 1:, :26] = dataset.test.images[7][:27, 2:]
    pooled = normalise(moved, run.recipe.normalisation)
    for module in run.network()[:len(demo["data"]["network"]["layers"])]:
        pooled = module(pooled)
    same(computed(demo)[0], pooled[0, 2])


@needs_node
@torch.no_grad()
@pytest.mark.parametrize("key", ["nets-3@1", "strategy-4@1"])
def test_batch_norm_is_pytorchs_in_both_modes(key: str, dataset: Dataset) -> None:
    run = RUNS[key]
    demo = shown("batch-norm", dataset, key, channel=4)
    place = len(demo["data"]["network"]["layers"]) - 1
    digits = inputs(run, dataset, [digit["index"] for digit in demo["data"]["digits"]])
    before = run.network()[:place](digits)
    norm = deepcopy(run.network()[place])
    in_train_mode, in_eval_mode = computed(demo)[0]
    same(in_eval_mode, norm(before)[:, 3])
    same(in_train_mode, norm.train()(before)[:, 3])


@needs_node
@torch.no_grad()
@pytest.mark.parametrize("key", ["strategy-4@1", "drilldown-3@1"])
def test_a_mix_of_maps_is_the_1x1_convolution(key: str, dataset: Dataset) -> None:
    run = RUNS[key]
    demo = shown("one-by-one", dataset, key, digit=2, channel=5)
    mix = run.network()[:len(demo["data"]["network"]["layers"])](inputs(run, dataset, [2]))
    same(computed(demo)[0], mix[0, 4])


@pytest.mark.parametrize(("kind", "key", "sentence"), [
    ("batch-norm", "strategy-1@1", "has no batch norm; take another network"),
    ("one-by-one", "nets-3@1", "has no 1 x 1 convolution over maps"),
    ("growing-field", "finetune-0@1", "parameters in the layers that are shown here")])
def test_a_network_that_cannot_show_it_has_its_sentence(
        kind: str, key: str, sentence: str, dataset: Dataset) -> None:
    with pytest.raises(ValueError, match=sentence):
        shown(kind, dataset, key)


@pytest.mark.parametrize("language", [one for one in languages() if one != FIRST_LANGUAGE])
def test_a_translation_says_the_same_with_the_same_values(language: str) -> None:
    for kind in DEMOS:
        first, other = words_of(kind, FIRST_LANGUAGE), words_of(kind, language)
        assert other.keys() == first.keys()
        for key, text in other.items():
            assert set(VALUES.findall(text)) == set(VALUES.findall(first[key])), (kind, key)
    assert words_of("filter", language)["title"] != words_of("filter", FIRST_LANGUAGE)["title"]

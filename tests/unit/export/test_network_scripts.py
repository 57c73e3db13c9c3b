"""The scripts of network.html compute what PyTorch and Pillow do: they are asked in one process of
Node."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from numpy.typing import NDArray
from torch import nn

from mnist_core.data.normalise import normalise
from mnist_core.drawn.drawing import stages_from_strokes
from mnist_core.ladders import STEPS
from mnist_core.network.build import build
from mnist_core.network.notation import to_text
from mnist_core.recipe.recipe import Recipe
from mnist_core.trained.network_for_scripts import network_for_scripts
from tests.pen_digits import CANVAS, PenDigit, pen_digits
from tests.unit.network.test_geometry import Layers, networks

NODE = shutil.which("node")
NUM_RANDOM_NETWORKS = 20
CLOSE = 1e-4
ONE_GREY_LEVEL = 1
BRUSH = 20.0
TAUGHT = ("conv3x3(4) relu gap conv1x1(10) flatten",
          "conv3x3(4,s2) bn relu flatten linear(10)",
          "conv3x3(6,p1) relu maxpool3 conv3x3(10,p1,s2,g2,bias) relu maxpool2 gap flatten",
          "conv5x5(4,s3) relu conv3x3(10,d2) avgpool4 bn flatten",
          "maxpool4 flatten linear(8) relu linear(10,nobias)")
"""Each way in which a network may end: which layer is the last one with weights, what follows."""
EXAMPLES = ((11, 3), (12, 7), (13, 3))
"""The seed of a picture, and what it shall be read as."""

pytestmark = [
    pytest.mark.skipif(NODE is None and "REQUIRE_NODE" not in os.environ,
                       reason="Node is missing: it runs the scripts of pages.")]


@dataclass(frozen=True, slots=True)
class Case:
    recipe: Recipe
    model: nn.Sequential
    pixels: NDArray[np.uint8]
    """[28, 28]."""


def case(layers: str, seed: int) -> Case:
    """A network with random weights and statistics, and a random picture."""
    torch.manual_seed(seed)
    recipe = Recipe(layers=layers)
    model = build(recipe.network).eval()
    for module in model:
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.uniform_(-0.5, 0.5)
            module.running_var.uniform_(0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
    return Case(recipe, model, torch.randint(0, 256, (28, 28), dtype=torch.uint8).numpy())


def random_networks() -> list[str]:
    found: dict[str, None] = {}

    @settings(derandomize=True, deadline=None, database=None, max_examples=2 * NUM_RANDOM_NETWORKS)
    @given(networks(padded=True, dilated=True))
    def collect(layers: Layers) -> None:
        found[to_text(layers)] = None

    collect()
    return list(found)[-NUM_RANDOM_NETWORKS:]


def a_drawing(seed: int) -> PenDigit:
    """Two strokes of straight lines; a dot where all points are one."""
    random = np.random.default_rng(seed)
    spread = 0 if seed == 0 else 40 * seed
    points = 100 + spread * random.random((2, 12, 2))
    return PenDigit(0, points.clip(0, CANVAS).tolist(), BRUSH)


@dataclass(frozen=True, slots=True)
class Asked:
    networks: list[Case]
    lessons: list[Case]
    examples: list[tuple[NDArray[np.uint8], int]]
    drawings: list[PenDigit]


@pytest.fixture(scope="module")
def asked() -> Asked:
    texts = dict.fromkeys([step.recipe.layers for step in STEPS.values()] + random_networks())
    return Asked(
        networks=[case(text, seed) for seed, text in enumerate(texts)],
        lessons=[case(text, seed) for seed, text in enumerate(TAUGHT)],
        examples=[(case(TAUGHT[0], seed).pixels, label) for seed, label in EXAMPLES],
        drawings=[*map(a_drawing, range(5)), *(pen_digits() or [])])


@pytest.fixture(scope="module")
def answers(asked: Asked) -> dict[str, list[Any]]:
    """What the scripts make of all that is asked."""
    assert NODE
    examples = [{"pixels": pixels.ravel().tolist(), "label": label}
                for pixels, label in asked.examples]
    questions = {
        "networks": [{"network": network_for_scripts(one.recipe, one.model),
                      "pixels": one.pixels.ravel().tolist()} for one in asked.networks],
        "lessons": [{"network": network_for_scripts(one.recipe, one.model), "examples": examples}
                    for one in asked.lessons],
        "drawings": [{"strokes": drawing.strokes, "brush": drawing.brush}
                     for drawing in asked.drawings]}
    script = Path(__file__).with_name("network_page.mjs")
    told = subprocess.run([NODE, script], input=json.dumps(questions), capture_output=True,
                          text=True, check=True)
    answers: dict[str, list[Any]] = json.loads(told.stdout)
    return answers


def outputs(model: nn.Sequential, recipe: Recipe,
            pictures: Sequence[NDArray[np.uint8]]) -> torch.Tensor:
    images = normalise(torch.from_numpy(np.stack(pictures)), recipe.normalisation)
    made: torch.Tensor = model(images.reshape(-1, 1, 28, 28))
    return made


def test_every_step_and_random_networks_read_as_in_pytorch(
        asked: Asked, answers: dict[str, list[Any]]) -> None:
    steps = {step.recipe.layers for step in STEPS.values()}
    assert len({one.recipe.layers for one in asked.networks} - steps) == NUM_RANDOM_NETWORKS
    for one, read in zip(asked.networks, answers["networks"], strict=True):
        with torch.no_grad():
            expected = outputs(one.model, one.recipe, [one.pixels]).softmax(1)[0].numpy()
        np.testing.assert_allclose(read, expected, rtol=0, atol=CLOSE, err_msg=one.recipe.layers)


def test_the_last_layer_learns_as_by_autograd_and_sgd(
        asked: Asked, answers: dict[str, list[Any]]) -> None:
    pictures, labels = zip(*asked.examples, strict=True)
    for one, lesson in zip(asked.lessons, answers["lessons"], strict=True):
        place, last = [(place, module) for place, module in enumerate(one.model)
                       if list(module.parameters())][-1]
        # what lies before is frozen
        with torch.no_grad():
            features = outputs(one.model[:place], one.recipe, pictures)
        optimiser = torch.optim.SGD(last.parameters(), lr=lesson["lr"])
        assert lesson["steps"] > 1
        for _ in range(lesson["steps"]):
            optimiser.zero_grad()
            loss = nn.functional.cross_entropy(one.model[place:](features), torch.tensor(labels))
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        for name, weights in last.named_parameters():
            np.testing.assert_allclose(
                lesson["weights"][name], weights.detach().numpy().ravel(),
                rtol=1e-3, atol=1e-4, err_msg=f"{name} of {one.recipe.layers}")


def test_a_drawing_becomes_the_same_28_x_28_as_in_the_lab(
        asked: Asked, answers: dict[str, list[Any]]) -> None:
    furthest = []
    for drawing, digit in zip(asked.drawings, answers["drawings"], strict=True):
        expected = stages_from_strokes(drawing.strokes, width=CANVAS, height=CANVAS,
                                       brush=drawing.brush).digit
        furthest.append(np.abs(np.array(digit) - expected.ravel().astype(int)).max())
    assert max(furthest) <= ONE_GREY_LEVEL, furthest

"""The effective field against a probe by brute force: move every pixel a little, read the value."""

from itertools import product

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.insight.effective_field import (
    MAX_DIGITS,
    MIN_DIGITS,
    Effect,
    effective_field,
    num_digits,
    num_pixels_of_effect,
    values_at,
)
from mnist_core.insight.theoretical_field import square
from mnist_core.network.build import build
from mnist_core.network.geometry import describe
from mnist_core.network.notation import parse
from mnist_core.recipe.recipe import Normalisation

pytestmark = pytest.mark.long

NETWORKS = (
    "conv3x3(3) relu bn maxpool2 conv3x3(4,p1) relu avgpool4 flatten linear(10)",
    "conv3x3(4,p1,s2,bias) relu conv3x3(6,d2,g2) bn relu drop(.2) gap conv1x1(10) flatten",
    "conv5x5(2,p2) maxpool4 conv3x3(3) relu flatten linear(6) relu linear(10)",
)
STEP = 1e-6


def small_network(text: str) -> nn.Sequential:
    """In float64 and eval mode, with running statistics that are not those of a fresh one."""
    torch.manual_seed(0)
    network = build(parse(text)).double()
    for module in network:
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.3, 0.3)  # type: ignore[arg-type]
            nn.init.uniform_(module.running_var, 0.5, 2)  # type: ignore[arg-type]
    return network.eval().requires_grad_(False)


def probe(network: nn.Sequential, layer: int, position: tuple[int, int], inputs: Tensor,
          channel: int | None) -> Effect:
    """How far each digit's value moves with each pixel: central differences, one at a time."""
    field = np.zeros((28, 28))
    part = network[:layer + 1]
    for row, column in product(range(28), repeat=2):
        moved = torch.zeros_like(inputs)
        moved[:, 0, row, column] = STEP
        rise = (values_at(part(inputs + moved), position) -
                values_at(part(inputs - moved), position)) / (2 * STEP)
        asked = [n % rise.shape[1] if channel is None else channel for n in range(len(rise))]
        field[row, column] = np.mean([abs(float(rise[n, c])) for n, c in enumerate(asked)])
    return field


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Tensor:
    """Five real ones with a little noise: on blank paper a max pooling has no single maximum."""
    inputs = normalise(dataset.test.images[:5], Normalisation()).double()
    return inputs + 0.01 * torch.rand(inputs.shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("channel", [None, 1])
@pytest.mark.parametrize("text", NETWORKS)
def test_it_agrees_with_a_probe_by_brute_force(text: str, channel: int | None,
                                               digits: Tensor) -> None:
    network = small_network(text)
    rows = describe(parse(text)).layers
    for layer in (0, len(rows) // 2, len(rows) - 1):
        position = (rows[layer].size_out // 2, rows[layer].size_out - 1)
        field = effective_field(network, layer, position, digits, channel)
        assert field.max() > 0
        np.testing.assert_allclose(field, probe(network, layer, position, digits, channel),
                                   atol=1e-7 * max(1, field.max()))


@pytest.mark.parametrize("text", NETWORKS)
def test_nothing_outside_the_theoretical_square_has_an_effect(text: str, digits: Tensor) -> None:
    network = small_network(text)
    for index, layer in enumerate(describe(parse(text)).layers):
        if layer.token == "flatten" and layer.size_in > 1:
            continue  # its values stem from all positions of the map
        for row, column in {(0, 0), (layer.size_out - 1, layer.size_out // 2)}:
            field = effective_field(network, index, (row, column), digits)
            seen = square(layer, row, column)
            field[seen.rows.start:seen.rows.stop, seen.columns.start:seen.columns.stop] = 0
            assert not field.any()


@pytest.mark.parametrize("channel", [None, 1])
def test_fewer_digits_at_once_make_the_same_field(channel: int | None, digits: Tensor) -> None:
    network = small_network(NETWORKS[0])
    whole = effective_field(network, 2, (3, 3), digits, channel)
    for at_once in (1, 2, 4):
        parts = effective_field(network, 2, (3, 3), digits, channel, at_once)
        np.testing.assert_allclose(parts, whole, rtol=1e-12)


def test_a_network_is_left_as_it_was(digits: Tensor) -> None:
    network = small_network(NETWORKS[0])
    before = {name: value.clone() for name, value in network.state_dict().items()}
    effective_field(network, 4, (1, 1), digits)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert not any(weight.requires_grad for weight in network.parameters())


@pytest.mark.parametrize(("values", "expected"), [
    ([1, 0, 0, 0], 1), ([1, 1, 1, 1], 4), ([90, 6, 4, 0], 2), ([95, 5, 0, 0], 1), ([0] * 4, 0)])
def test_the_fewest_pixels_that_carry_95_percent(values: list[float], expected: int) -> None:
    assert num_pixels_of_effect(np.array(values, float).reshape(2, 2)) == expected


def test_a_costly_network_is_asked_about_fewer_digits() -> None:
    assert num_digits(1_000_000) == MAX_DIGITS
    assert num_digits(160_000_000) == MIN_DIGITS
    assert num_digits(0) == MAX_DIGITS
    # nothing is multiplied in a chain of ReLUs, and each takes its time
    assert num_digits(800_000, 49_000_000) == MIN_DIGITS

"""Activations and filters are those of the network, layer by layer."""

import pytest
import torch

from mnist_core.insight.activations import activations
from mnist_core.insight.filters import filters
from mnist_core.ladders import STEPS
from mnist_core.network.build import build
from mnist_core.network.geometry import describe
from mnist_core.network.notation import parse
from mnist_core.training.setup import initial_model


@pytest.mark.parametrize("step", ["strategy-4", "nets-6", "models-2"])
def test_activations_are_what_every_module_puts_out(step: str) -> None:
    recipe = STEPS[step].recipe
    network = initial_model(recipe).eval()
    heard: list[torch.Tensor] = []
    for module in network:
        module.register_forward_hook(lambda _, __, output: heard.append(output.clone()))
    digit = torch.rand(1, 1, 28, 28)
    outputs = activations(network, digit)
    assert len(outputs) == len(heard) == len(describe(recipe.network).layers)
    for output, expected, row in zip(outputs, heard, recipe.describe().layers, strict=True):
        assert output.shape == (row.out_channels, row.size_out, row.size_out)
        assert torch.equal(output.flatten(), expected.flatten())


def test_filters_are_the_weights_of_convolutions_and_linear_layers() -> None:
    network = build(parse("conv3x3(4) relu conv3x3(6,g2) gap flatten linear(10)"))
    found = filters(network)
    assert [one.layer for one in found] == [0, 2, 5]
    assert [tuple(one.weights.shape) for one in found] == [(4, 1, 3, 3), (6, 2, 3, 3),
                                                           (10, 6, 1, 1)]
    assert torch.equal(found[2].weights[:, :, 0, 0], network.get_parameter("5.weight"))

"""Class activation maps are what they say: exact by definition, or Grad-CAM's, and in place."""

import pytest
import torch
from captum.attr import LayerGradCam
from torch import Tensor, nn

from mnist_core.insight.class_activation import MIN_SIZE, class_activation
from mnist_core.ladders import STEPS
from mnist_core.network.build import build
from mnist_core.network.notation import parse

EXACT = {"strategy-1", "strategy-2", "strategy-3", "strategy-4", "drilldown-1", "drilldown-2",
         "drilldown-3", "models-1", "models-2", "models-3", "models-4", "finetune-1", "finetune-2",
         "finetune-3", "finetune-4", "finetune-5"}
# of 6.4 million parameters, and of the same make as nets-2
LARGE = {"nets-1", "finetune-0"}


def network_of(layers: str) -> nn.Sequential:
    """Random weights, and statistics of batch norm that are not the initial ones."""
    torch.manual_seed(7)
    network = build(parse(layers))
    network(torch.randn(16, 1, 28, 28))
    return network.eval().requires_grad_(False)


def digit(seed: int = 3) -> Tensor:
    return torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("step_id", sorted(STEPS.keys() - LARGE))
def test_every_step_has_a_map_that_says_what_it_is(step_id: str) -> None:
    network = network_of(STEPS[step_id].recipe.layers)
    found = class_activation(network, digit(), 4)
    assert found.map.shape == (28, 28) and found.map.dtype == torch.float32
    assert torch.isfinite(found.map).all()
    assert (found.method == "exact") == (step_id in EXACT)
    if found.method == "gradient":
        assert found.size >= MIN_SIZE and (found.map >= 0).all()
        wider = [network[:index + 1](digit()) for index in range(len(network))]
        assert all(output.dim() == 2 or output.shape[-1] < MIN_SIZE
                   for output in wider[found.layer + 1:])


@pytest.mark.parametrize("target", [0, 9])
def test_the_map_of_a_gap_network_is_its_definition(target: int) -> None:
    network = network_of("conv3x3(8) relu bn maxpool2 conv3x3(12) relu gap flatten linear(10)")
    features, linear = network[:6](digit())[0], network[8]
    assert isinstance(linear, nn.Linear)
    expected = torch.einsum("c,cij->ij", linear.weight[target], features)
    found = class_activation(network, digit(), target)
    assert found.method == "exact" and found.layer == 5
    torch.testing.assert_close(found.values, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("step_id", sorted(EXACT))
def test_the_mean_of_an_exact_map_is_the_logit_without_the_heads_constant(step_id: str) -> None:
    network = network_of(STEPS[step_id].recipe.layers)
    logits = network(digit())[0]
    for target in (0, 5):
        found = class_activation(network, digit(), target)
        features = network[:found.layer + 1](digit())
        constant = network[found.layer + 2:](torch.zeros(1, features.shape[1], 1, 1))[0, target]
        torch.testing.assert_close(found.values.mean() + constant, logits[target],
                                   atol=1e-5, rtol=0)


@pytest.mark.parametrize("layers", [
    STEPS["nets-3"].recipe.layers, STEPS["finetune-6"].recipe.layers,
    "conv3x3(8) relu maxpool2 conv3x3(12) relu flatten linear(32) relu linear(10)"])
def test_a_gradient_map_is_captums_grad_cam(layers: str) -> None:
    network = network_of(layers)
    found = class_activation(network, digit(), 3)
    assert found.method == "gradient"
    reference = LayerGradCam(network, network[found.layer]).attribute(
        digit().requires_grad_(), target=3, relu_attributions=True)
    assert isinstance(reference, Tensor)
    torch.testing.assert_close(found.values, reference[0, 0].detach(), atol=1e-5, rtol=1e-4)


def test_a_network_without_a_wide_map_is_explained_on_the_digit_itself() -> None:
    found = class_activation(network_of("flatten linear(10)"), digit(), 1)
    assert found.method == "gradient" and found.layer == -1 and found.size == 28


def test_pooling_that_misses_a_part_of_the_map_is_not_called_exact() -> None:
    # 26x26, then 13x13, of which avgpool9 takes 9x9
    network = network_of("conv3x3(8) relu maxpool2 avgpool9 conv1x1(10) flatten")
    assert class_activation(network, digit(), 1).method == "gradient"


@pytest.mark.parametrize("layers", [
    "conv3x3(1,p1) gap conv1x1(10) flatten",
    "conv3x3(1) maxpool2 conv3x3(1) gap conv1x1(10) flatten",
    "conv3x3(1,s2,p1) conv3x3(1,d2,p2) gap conv1x1(10) flatten"])
@pytest.mark.parametrize(("row", "column"), [(14, 14), (10, 17), (18, 9)])
def test_evidence_lies_where_the_ink_is(layers: str, row: int, column: int) -> None:
    network = network_of(layers)
    for weights in network.parameters():
        weights.fill_(1)
    image = torch.zeros(1, 1, 28, 28)
    image[0, 0, row - 1:row + 2, column - 1:column + 2] = 1
    found = class_activation(network, image, 0).map
    mass, pixels = found.sum(), torch.arange(28)
    assert abs((found.sum(dim=1) * pixels).sum() / mass - row) <= 0.5
    assert abs((found.sum(dim=0) * pixels).sum() / mass - column) <= 0.5


def test_the_network_is_left_as_it_was() -> None:
    network = network_of(STEPS["strategy-4"].recipe.layers)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    class_activation(network, digit(), 2)
    assert not network.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert not any(parameter.requires_grad for parameter in network.parameters())

"""The pixels that a value can see, against the gradients of the network itself."""

import pytest
import torch
from torch import nn

from mnist_core.ladders import STEPS
from mnist_core.network.build import build
from mnist_core.network.geometry import walk
from mnist_core.network.notation import parse
from mnist_core.network.visibility import seen_columns, unread_columns, unseen_columns

HEADS = "conv1x1(10) gap flatten"
NETWORKS = {
    "no gap": f"conv3x3(4) relu maxpool2 conv3x3(4) {HEADS}",
    "a dilated lattice": f"conv3x3(4,d3) conv3x3(4,d6) {HEADS}",
    "one pixel in four": f"conv1x1(4,s2) conv3x3(4) {HEADS}",
    "rows left over": f"conv3x3(4) avgpool4 avgpool4 {HEADS}",
    "padded": f"conv5x5(4,p2) maxpool2 conv5x5(4,s2,p2) {HEADS}",
    "flattened": "conv5x5(4,s3) flatten linear(20) relu linear(10)",
}


def columns_by_gradient(layers: str, num_layers: int, column: int) -> tuple[int, ...]:
    """Those of the middle row's pixels that change what this column of the map holds."""
    torch.manual_seed(1)
    network = build(parse(layers))[:num_layers].double().eval()
    for index, module in enumerate(network):
        # every value of a window must count
        if isinstance(module, nn.MaxPool2d):
            network[index] = nn.AvgPool2d(module.kernel_size)
        if isinstance(module, nn.ReLU):
            network[index] = nn.Identity()
    digit = torch.rand(1, 1, 28, 28, dtype=torch.float64, requires_grad=True)
    output = network(digit)
    value = output[0, :, :, column].sum() if output.dim() == 4 else output.sum()
    gradient, = torch.autograd.grad(value, digit)
    return tuple(gradient[0, 0].abs().sum(dim=0).nonzero().flatten().tolist())


@pytest.mark.parametrize("layers", NETWORKS.values(), ids=NETWORKS)
def test_the_columns_are_those_that_have_a_gradient(layers: str) -> None:
    parsed = parse(layers)
    rows = tuple(walk(parsed))
    for num in range(1, len(parsed) + 1):
        for column in {0, rows[num - 1].size_out // 2, rows[num - 1].size_out - 1}:
            seen = seen_columns(rows[:num], column)
            assert seen == columns_by_gradient(layers, num, column), (num, column)


def test_what_no_answer_depends_on_is_counted() -> None:
    unseen = {name: len(unseen_columns(tuple(walk(parse(layers)))))
              for name, layers in NETWORKS.items()}
    assert unseen == {"no gap": 0, "a dilated lattice": 0, "one pixel in four": 14,
                      "rows left over": 10, "padded": 0, "flattened": 2}


@pytest.mark.parametrize("step_id", STEPS)
def test_every_published_network_looks_at_the_whole_digit(step_id: str) -> None:
    # the last rows of the frame are black in every digit
    assert all(column >= 24 for column in unseen_columns(STEPS[step_id].recipe.describe().layers))


def test_what_no_window_of_a_layer_touches_is_counted() -> None:
    unread = {name: [unread_columns(row) for row in walk(parse(layers))]
              for name, layers in NETWORKS.items()}
    assert unread["rows left over"][1:3] == [(24, 25), (4, 5)]
    assert unread["one pixel in four"][0] == tuple(range(1, 28, 2))
    assert not any(unread["a dilated lattice"])

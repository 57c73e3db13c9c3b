"""Questions about receptive fields against networks that are built, and asked by their gradients.

All weights are positive and pooling is by the mean, so a pixel has a gradient exactly if the value
sees it.
"""

import re
from functools import cache

import torch
from torch import Tensor, nn

from mnist_core.quiz.question import Question
from tests.unit.quiz.asked import asked, right_number, rows

SIZE = 90
"""Of a picture in which any of the stacks has room."""


def probe(layers: list[tuple[str, int]]) -> nn.Sequential:
    """The layers by what they are and their kernels, as a student is told them."""
    made: list[nn.Module] = []
    for what, kernel in layers:
        conv = nn.Conv2d(1, 1, kernel, bias=False)
        nn.init.constant_(conv.weight, 1.0)
        made.append(nn.AvgPool2d(kernel) if what == "pooling" else conv)
    return nn.Sequential(*made)


def seen(network: nn.Sequential, row: int, column: int, size: int = SIZE) -> Tensor:
    """Rows and columns of the first and last pixel that the value sees: [2, 2]."""
    picture = torch.ones(1, 1, size, size, requires_grad=True)
    network(picture)[0, 0, row, column].backward()
    assert picture.grad is not None
    pixels = picture.grad[0, 0].nonzero()
    return torch.stack([pixels.min(dim=0).values, pixels.max(dim=0).values])


def told_layers(question: Question) -> list[tuple[str, int]]:
    return [(what, int(kernel.split()[0])) for _, what, kernel, _ in rows(question)]


@cache
def wide(layers: tuple[tuple[str, int], ...]) -> int:
    first, last = seen(probe(list(layers)), 1, 1)
    return int(last[0] - first[0]) + 1


def test_how_wide_a_value_sees() -> None:
    for question in asked("field"):
        assert right_number(question) == wide(tuple(told_layers(question))), question


def test_how_far_neighbours_lie_apart() -> None:
    for question in asked("jump"):
        network = probe(told_layers(question))
        apart = seen(network, 1, 2)[0, 1] - seen(network, 1, 1)[0, 1]
        assert right_number(question) == apart, question


def test_how_many_layers_see_so_much() -> None:
    for question in asked("layers-needed"):
        kernel = int(rows(question)[0][1].split()[0])
        wanted = int(re.findall(r"square (\d+) pixels", question.text)[0])
        num = int(right_number(question))
        assert wide((("convolution", kernel),) * num) >= wanted
        assert num == 1 or wide((("convolution", kernel),) * (num - 1)) < wanted


def test_which_square_a_value_sees() -> None:
    for question in asked("place"):
        kinds = [(what, int(kernel)) for kernel, what in
                 re.findall(r"(\d) × \d (convolution|pooling)", question.text)]
        row, column = map(int, re.findall(r"row (\d+), column (\d+)", question.text)[0])
        first, last = (seen(probe(kinds), row - 1, column - 1, 28) + 1).tolist()
        # as it is told, and as it is drawn
        assert question.choices[question.right].text == (
            f"columns {first[1]} to {last[1]}, rows {first[0]} to {last[0]}")
        drawn = question.choices[question.right].square
        assert drawn and (drawn.left, drawn.top) == (first[1] - 1, first[0] - 1)
        assert drawn.size == last[0] - first[0] + 1

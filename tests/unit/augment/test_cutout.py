"""Cut-out: which pixels are painted over, and how often."""

import pytest
import torch
from torch import Tensor

from mnist_core.augment.cutout import Cutout
from mnist_core.augment.ink_lost import ink_lost
from mnist_core.augment.pipeline import Draws, augment, augment_compiled
from mnist_core.base.rng import generator

NUM = 5_000
WHITE = torch.full((NUM, 28, 28), 255, dtype=torch.uint8)


def cut(cutout: Cutout) -> Tensor:
    draws = Draws((cutout.draw(NUM, generator(1, "cutout")),))
    painted = augment(WHITE, draws)
    assert torch.equal(augment_compiled(WHITE, draws), painted)
    return painted


@pytest.mark.parametrize("size", [1, 7, 8, 28])
def test_a_square_is_painted_and_the_rest_stays(size: int) -> None:
    painted = cut(Cutout(size=size, fill=9)) == 9
    areas = painted.sum(dim=(1, 2))
    assert int(areas.max()) == min(size, 28) ** 2
    # at a corner a quarter of it lies within
    assert int(areas.min()) >= (size // 2) ** 2
    rows, columns = painted.any(dim=2), painted.any(dim=1)
    assert torch.equal(painted, rows.unsqueeze(2) & columns.unsqueeze(1))
    # its middle may be any pixel: each is painted, those at a corner a quarter as often
    share = painted.float().mean(dim=0)
    if 1 < size < 28:
        assert float(share.min()) > 0
        assert float(share[14, 14]) > 2 * float(share[0, 0])


def test_only_the_share_asked_for_is_painted() -> None:
    painted = cut(Cutout(size=6, probability=0.3)) == 0
    assert float(painted.any(dim=(1, 2)).float().mean()) == pytest.approx(0.3, abs=0.02)
    assert torch.equal(cut(Cutout(size=6, probability=0)), WHITE)
    assert torch.equal(cut(Cutout(size=0)), WHITE)


def test_what_is_painted_over_is_not_called_lost() -> None:
    assert ink_lost((Cutout(size=14),), WHITE) == 0


def test_what_does_nothing_says_nothing() -> None:
    assert Cutout(size=0).parts == [] and Cutout(size=3, probability=0).parts == []
    assert [part.text for part in Cutout(size=3).parts if not part.is_quiet] == ["3 px"]

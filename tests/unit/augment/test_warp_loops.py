"""Digits warped by compiled loops against the same by PyTorch's operators."""

from typing import Any

import pytest
import torch
from torch import Tensor

from mnist_core.augment.pipeline import Draws, augment, augment_compiled, draw
from mnist_core.augment.warp import Warp
from mnist_core.base.rng import generator
from mnist_core.data.mnist import Dataset
from mnist_core.recipe.recipe import Recipe, read_recipe

pytestmark = pytest.mark.long

NUM = 2000
WARPS: dict[str, dict[str, float]] = {
    "rotation": {"degrees": 20},
    "affine": {"degrees": 7, "shear": 10, "translate": 0.2, "scale_min": 0.7, "scale_max": 1.3},
    "perspective": {"distortion": 0.5, "probability": 0.5},
    "elastic": {"alpha": 60, "sigma": 3}}
# between four pixels a sum that is as near to two grey levels may round to the other one
TOLERATED_SHARE = {"nearest": 0.0, "bilinear": 1e-5}


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Tensor:
    return dataset.train.images[:NUM]


def draws_of(**settings: Any) -> Draws:
    recipe: Recipe = read_recipe({"layers": "gap conv1x1(10) flatten", **settings})
    return draw(recipe.augmentations, NUM, lambda name: generator(1, "warping", name))


@pytest.mark.parametrize("fill", [0, 33])
@pytest.mark.parametrize("interpolation", TOLERATED_SHARE)
@pytest.mark.parametrize("name", WARPS)
def test_a_warp_is_that_of_the_operators(digits: Tensor, name: str, interpolation: str,
                                         fill: int) -> None:
    draws = draws_of(**{name: {**WARPS[name], "interpolation": interpolation, "fill": fill}})
    ours, expected = augment_compiled(digits, draws), augment(digits, draws)
    difference = (ours.int() - expected.int()).abs()
    assert int(difference.max()) <= 1
    assert float((difference > 0).float().mean()) <= TOLERATED_SHARE[interpolation]
    assert not torch.equal(ours, digits)


def test_tints_and_warps_follow_one_another_as_the_operators_do(digits: Tensor) -> None:
    draws = draws_of(rotation={"degrees": 6, "fill": 1}, affine=WARPS["affine"],
                     colour={"brightness": 0.4, "contrast": 0.4})
    assert torch.equal(augment_compiled(digits, draws), augment(digits, draws))


def test_where_nothing_is_asked_for_the_digits_come_back_as_they_are(digits: Tensor) -> None:
    assert augment_compiled(digits, draws_of()) is digits


def test_a_digit_turned_out_of_sight_is_all_fill(digits: Tensor) -> None:
    away = torch.eye(3).repeat(NUM, 1, 1)
    away[:, 0, 2] = 1e30
    for nearest in (True, False):
        draws = Draws((Warp(away, nearest, 7),))
        assert (augment_compiled(digits, draws) == 7).all()

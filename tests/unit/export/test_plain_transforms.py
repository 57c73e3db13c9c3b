"""The torchvision transforms that leave the lab against its own augmentations.

For the same parameters they give the same pixels, and over many draws the same pictures on average.
"""

import re
from importlib import import_module
from typing import Any

import pytest
import torch
from torch import Tensor
from torchvision.transforms import v2

from mnist_core.augment.affine import Affine
from mnist_core.augment.augmentation import Augmentation
from mnist_core.augment.augmentations import AUGMENTATIONS as KINDS
from mnist_core.augment.colour import Colour
from mnist_core.augment.colour_draw import Tint
from mnist_core.augment.cutout import Cutout
from mnist_core.augment.elastic import Elastic
from mnist_core.augment.elastic_draw import Ripple
from mnist_core.augment.perspective import Perspective
from mnist_core.augment.pipeline import Draws, augment, draw
from mnist_core.augment.rotation import Rotation
from mnist_core.augment.warp import Warp, affine_matrices, resampled
from mnist_core.base.rng import generator
from mnist_core.data.mnist import Dataset
from mnist_core.export.plain_pytorch import pasted
from mnist_core.export.plain_pytorch.transforms import pasted_modules, transform_lines
from mnist_core.ladders import STEPS

pytestmark = pytest.mark.long

NUM = 60
# as in test_pipeline: a sample exactly between two pixels may round to either side
TOLERATED_SHARE = 0.001
AUGMENTATIONS: tuple[Augmentation, ...] = (
    Rotation(degrees=20, fill=33), Rotation(degrees=20, interpolation="bilinear"),
    Affine(degrees=10, translate=0.15, scale_min=0.7, scale_max=1.3, shear=8, fill=90),
    Affine(shear=20, interpolation="bilinear"), Affine(translate=0.2),
    Affine(scale_min=0.5, scale_max=0.8),
    Perspective(distortion=0.4, probability=0.7, fill=90),
    Perspective(distortion=0.3, probability=1, interpolation="nearest"),
    Elastic(alpha=30, sigma=3, fill=50), Elastic(alpha=34, interpolation="nearest"),
    Colour(brightness=0.4), Colour(contrast=0.3), Colour(brightness=0.4, contrast=0.4),
    Cutout(size=9), Cutout(size=6, probability=0.5, fill=200))


def theirs(augmentation: Augmentation) -> Any:
    """What the notebook writes, beside the modules that it pastes."""
    known: dict[str, Any] = {"v2": v2}
    for name in pasted_modules([augmentation]):
        known |= vars(import_module(f"{pasted.__name__}.{name}"))
    expression, = transform_lines([augmentation])
    return eval(expression, known)


def fixed(augmentation: Augmentation, transform: Any, digits: Tensor) -> tuple[Tensor, Tensor]:
    """Ours and theirs, uint8 [N, 28, 28], with the parameters that theirs draws for each digit."""
    drawn = [transform.make_params([digit[None]]) for digit in digits]
    pictures = torch.cat([transform.transform(digit[None], params)
                          for digit, params in zip(digits, drawn, strict=True)])
    return augment(digits, Draws((OURS[type(augmentation)](augmentation, drawn),))), pictures


def _rotation(own: Any, drawn: list[dict[str, Any]]) -> Warp:
    angles = torch.tensor([params["angle"] for params in drawn])
    return Warp(affine_matrices(-angles), own.interpolation == "nearest", own.fill)


def _affine(own: Any, drawn: list[dict[str, Any]]) -> Warp:
    angles, scales = (torch.tensor([params[name] for params in drawn])
                      for name in ("angle", "scale"))
    shifts = torch.tensor([params["translate"] for params in drawn])
    shears = torch.tensor([params["shear"] for params in drawn])
    assert not shears[:, 1].any()
    return Warp(affine_matrices(angles, shifts[:, 0], shifts[:, 1], scales, shears[:, 0]),
                own.interpolation == "nearest", own.fill)


def _perspective(own: Any, drawn: list[dict[str, Any]]) -> Warp:
    matrices = torch.tensor([[*params["coefficients"], 1] for params in drawn])
    return Warp(matrices.float().view(-1, 3, 3), own.interpolation == "nearest", own.fill)


class Displaced:
    """Ours with displacements that somebody else drew, [N, 2, 28, 28] in pixels."""

    def __init__(self, own: Any, drawn: list[dict[str, Any]]) -> None:
        self._own = own
        self._grid = torch.cat([params["displacement"] for params in drawn])

    def apply(self, pixels: Tensor) -> Tensor:
        places = (2 * torch.arange(28) + 1) / 28 - 1
        identity = torch.stack(torch.meshgrid(places, places, indexing="xy"), dim=-1)
        return resampled(pixels, identity + self._grid, fill=self._own.fill,
                         nearest=self._own.interpolation == "nearest")


def _colour(own: Any, drawn: list[dict[str, Any]]) -> Tint:
    def factors(name: str) -> Tensor:
        return torch.tensor([1.0 if params[name] is None else params[name] for params in drawn])

    orders = [params["fn_idx"].tolist() for params in drawn]
    first = torch.tensor([order.index(0) < order.index(1) for order in orders])
    return Tint(factors("brightness_factor"), factors("contrast_factor"), first)


OURS: dict[type[Augmentation], Any] = {
    Rotation: _rotation, Affine: _affine, Perspective: _perspective, Elastic: Displaced,
    Colour: _colour}


def test_there_is_one_for_every_augmentation_of_a_recipe() -> None:
    assert {type(one) for one in AUGMENTATIONS} == set(KINDS.values())


@pytest.mark.parametrize("augmentation", [one for one in AUGMENTATIONS if type(one) in OURS],
                         ids=repr)
def test_the_same_parameters_give_the_same_pixels(augmentation: Augmentation,
                                                  dataset: Dataset) -> None:
    torch.manual_seed(1)
    digits = dataset.train.images[:NUM]
    # a probability would leave some as they are
    certain = augmentation.model_copy(
        update={"probability": 1.0} if isinstance(augmentation, Perspective) else {})
    ours, pictures = fixed(augmentation, theirs(certain), digits)
    assert float((ours != pictures).float().mean()) <= TOLERATED_SHARE
    assert float((digits != pictures).float().mean()) > 0.02


@pytest.mark.parametrize("augmentation", AUGMENTATIONS, ids=repr)
def test_pictures_are_the_same_on_average(augmentation: Augmentation, dataset: Dataset) -> None:
    num = 1000
    torch.manual_seed(2)
    digit = dataset.train.images[0]
    transform = theirs(augmentation)
    pictures = torch.cat([transform(digit[None]) for _ in range(num)]).float()
    drawn = draw([augmentation], num, lambda name: generator(1, name))
    ours = augment(digit.expand(num, 28, 28), drawn).float()
    # the spread of such a difference, by chance alone
    chance = ((ours.var(dim=0) + pictures.var(dim=0)) / num).mean().sqrt()
    distance = (ours.mean(dim=0) - pictures.mean(dim=0)).square().mean().sqrt()
    assert float(chance) > 0.3
    assert float(distance) < 2 * float(chance)


def test_elastic_displacements_are_as_wide() -> None:
    torch.manual_seed(3)
    elastic = Elastic(alpha=30, sigma=3)
    transform, blank = theirs(elastic), torch.zeros(1, 28, 28, dtype=torch.uint8)
    pixels = torch.cat([14 * transform.make_params([blank])["displacement"] for _ in range(150)])
    ours = elastic.draw(150, generator(1, "elastic"))
    assert isinstance(ours, Ripple)
    assert float(pixels.std()) == pytest.approx(float(ours.displacements().std()), rel=0.05)


def test_the_order_is_ours_and_what_does_nothing_is_left_out() -> None:
    recipe = STEPS["finetune-6"].recipe.model_copy(
        update={"cutout": Cutout(size=0), "perspective": Perspective(distortion=0)})
    names = [re.match(r"[\w.]+", line)[0]  # type: ignore[index]
             for line in transform_lines(recipe.augmentations)]
    assert names == ["v2.RandomRotation", "v2.RandomAffine", "v2.ColorJitter"]

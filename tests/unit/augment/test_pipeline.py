"""Our batched augmentation against torchvision's functional transforms, digit by digit."""

import pytest
import torch
import torchvision.transforms.functional as TF
from PIL import Image
from torch import Tensor
from torchvision.transforms import InterpolationMode

from mnist_core.augment.affine import Affine
from mnist_core.augment.colour import Colour
from mnist_core.augment.colour_draw import Tint
from mnist_core.augment.perspective import Perspective
from mnist_core.augment.pipeline import Draws, augment
from mnist_core.augment.rotation import Rotation
from mnist_core.augment.warp import Warp, affine_matrices, perspective_matrices
from mnist_core.base.rng import generator
from mnist_core.data.mnist import Dataset

pytestmark = pytest.mark.long

NUM = 200
# A pixel exactly between two others may round to either side where float32 sums differ in their
# last bit: this share of pixels may differ, the others must be equal.
TOLERATED_SHARE = 0.001
CORNERS = [[0, 0], [27, 0], [27, 27], [0, 27]]
INTERPOLATIONS = {"nearest": InterpolationMode.NEAREST, "bilinear": InterpolationMode.BILINEAR}


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Tensor:
    return dataset.train.images[:NUM]


def share_differing(ours: Tensor, theirs: Tensor, by_more_than: int = 0) -> float:
    return float(((ours.int() - theirs.int()).abs() > by_more_than).float().mean())


def warp(digits: Tensor, matrices: Tensor, interpolation: str, fill: int) -> Tensor:
    return augment(digits, Draws((Warp(matrices, interpolation == "nearest", fill),)))


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("fill", [0, 33])
def test_rotation_equals_torchvision(digits: Tensor, interpolation: str, fill: int) -> None:
    angles = torch.rand(NUM, generator=generator(1, "angles")) * 40 - 20
    ours = warp(digits, affine_matrices(-angles), interpolation, fill)
    theirs = torch.cat([
        TF.rotate(digit[None], float(angle), INTERPOLATIONS[interpolation], fill=[fill])
        for digit, angle in zip(digits, angles, strict=True)])
    assert share_differing(ours, theirs) <= TOLERATED_SHARE
    assert share_differing(ours, digits) > 0.05


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("fill", [0, 200])
def test_affine_equals_torchvision(digits: Tensor, interpolation: str, fill: int) -> None:
    random = generator(2, "affine")
    angles, shears = (torch.rand(NUM, generator=random) * 30 - 15 for _ in range(2))
    shifts = torch.randint(-4, 5, (2, NUM), generator=random)
    scales = torch.rand(NUM, generator=random) * 0.6 + 0.7
    ours = warp(digits, affine_matrices(angles, shifts[0], shifts[1], scales, shears),
                interpolation, fill)
    theirs = torch.cat([
        TF.affine(digits[i][None], float(angles[i]), shifts[:, i].tolist(), float(scales[i]),
                  [float(shears[i]), 0.0], INTERPOLATIONS[interpolation], fill=[fill])
        for i in range(NUM)])
    assert share_differing(ours, theirs) <= TOLERATED_SHARE
    assert share_differing(ours, digits) > 0.05


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("fill", [0, 90])
def test_perspective_equals_torchvision(digits: Tensor, interpolation: str, fill: int) -> None:
    inwards = torch.randint(0, 6, (NUM, 4, 2), generator=generator(3, "corners"))
    ours = warp(digits, perspective_matrices(inwards), interpolation, fill)
    direction = torch.tensor([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    theirs = torch.cat([
        TF.perspective(digit[None], CORNERS, (torch.tensor(CORNERS) + direction * corner).tolist(),
                       INTERPOLATIONS[interpolation], fill=[fill])
        for digit, corner in zip(digits, inwards, strict=True)])
    assert share_differing(ours, theirs) <= TOLERATED_SHARE
    assert share_differing(ours, digits) > 0.05


def test_brightness_and_contrast_equal_torchvision_in_either_order(digits: Tensor) -> None:
    random = generator(4, "colour")
    brightness, contrast = (torch.rand(NUM, generator=random) * 0.8 + 0.6 for _ in range(2))
    first = torch.rand(NUM, generator=random) < 0.5
    ours = augment(digits, Draws((Tint(brightness, contrast, first),)))
    theirs = []
    for i in range(NUM):
        digit = digits[i][None]
        if first[i]:
            digit = TF.adjust_contrast(TF.adjust_brightness(digit, float(brightness[i])),
                                       float(contrast[i]))
        else:
            digit = TF.adjust_brightness(TF.adjust_contrast(digit, float(contrast[i])),
                                         float(brightness[i]))
        theirs.append(digit)
    assert share_differing(ours, torch.cat(theirs)) <= TOLERATED_SHARE


def test_the_authors_pil_pipeline_gives_nearly_the_same_rotation(digits: Tensor) -> None:
    """PIL samples with fixed-point arithmetic: a few border pixels of a stroke differ."""
    angles = torch.rand(NUM, generator=generator(5, "pil")) * 12 - 6
    ours = warp(digits, affine_matrices(-angles), "nearest", 33)
    theirs = torch.stack([
        TF.pil_to_tensor(TF.rotate(Image.fromarray(digit.numpy()), float(angle), fill=33))[0]
        for digit, angle in zip(digits, angles, strict=True)])
    assert share_differing(ours, theirs) <= 0.01


def test_parameters_have_torchvisions_ranges_and_are_drawn_for_each_digit() -> None:
    num = 20_000
    rotation = Rotation(degrees=6).draw(num, generator(1, "r")).matrices
    angles = torch.atan2(rotation[:, 0, 1], rotation[:, 0, 0]).rad2deg()
    assert 5.9 < angles.abs().max() <= 6.001
    assert abs(float(angles.mean())) < 0.1
    assert float(angles.std()) == pytest.approx(6 / 3**0.5, rel=0.02)

    shifted = Affine(translate=0.1).draw(num, generator(1, "a")).matrices
    pixels = -shifted[:, 0, 2]
    assert set(pixels.tolist()) == {-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0}

    warped = Perspective(distortion=0.2, probability=0.5).draw(num, generator(1, "p")).matrices
    moved = (warped - torch.eye(3)).abs().amax(dim=(1, 2)) > 0
    # one in 3**8 of the applied ones moves no corner
    assert float(moved.float().mean()) == pytest.approx(0.5, abs=0.02)

    tint = Colour(brightness=0.4, contrast=0.2).draw(num, generator(1, "c"))
    assert 0.6 <= float(tint.brightness.min()) < 0.61
    assert 1.19 < float(tint.contrast.max()) <= 1.2
    assert float(tint.brightness_first.float().mean()) == pytest.approx(0.5, abs=0.02)

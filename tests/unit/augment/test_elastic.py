"""Elastic distortion against torchvision's, digit by digit."""

import pytest
import torch
import torchvision.transforms.functional as TF
from torch import Tensor
from torchvision.transforms import InterpolationMode

from mnist_core.augment.elastic import Elastic
from mnist_core.augment.elastic_draw import Ripple
from mnist_core.augment.ink_lost import ink_lost
from mnist_core.augment.pipeline import Draws, augment
from mnist_core.base.rng import generator
from mnist_core.data.mnist import Dataset

NUM = 100
MODES = {"nearest": InterpolationMode.NEAREST, "bilinear": InterpolationMode.BILINEAR}
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Tensor:
    return dataset.train.images[:NUM]


def ripple(alpha: float, sigma: float, interpolation: str = "bilinear", fill: int = 0) -> Ripple:
    elastic = Elastic.model_validate(
        {"alpha": alpha, "sigma": sigma, "interpolation": interpolation, "fill": fill})
    return elastic.draw(NUM, generator(1, "elastic"))


@pytest.mark.parametrize("fill", [0, 120])
@pytest.mark.parametrize("interpolation", MODES)
def test_digits_are_those_of_torchvision(digits: Tensor, interpolation: str, fill: int) -> None:
    draw = ripple(60, 4, interpolation, fill)
    ours = augment(digits, Draws((draw,)))
    # torchvision measures in halves of the width
    displacements = draw.displacements().permute(0, 2, 3, 1) / 14
    theirs = torch.cat([
        TF.elastic_transform(digit[None], away[None], MODES[interpolation], [fill])
        for digit, away in zip(digits, displacements, strict=True)])
    different = (ours.int() - theirs.int()).abs()
    assert float((different > 0).float().mean()) <= 0.001
    assert float((ours != digits).float().mean()) > 0.05


@pytest.mark.parametrize("sigma", [0.5, 1, 3.3, 5, 6.5])
def test_the_field_is_smoothed_as_torchvision_smooths_it(sigma: float) -> None:
    rough = ripple(2, 0.5)
    smooth = Ripple(rough.seeds, 2, sigma, False, 0).displacements()
    noise = rough.noise()
    size = int(8 * sigma + 1)
    size += size % 2 == 0
    expected = TF.gaussian_blur(noise, [size, size], [sigma, sigma])
    assert torch.allclose(smooth, expected, atol=1e-5)
    assert float(noise.abs().max()) <= 1 and abs(float(noise.mean())) < 0.01
    assert float(noise.std()) == pytest.approx(1 / 3**0.5, rel=0.01)


def test_every_digit_has_a_field_of_its_own_wherever_a_chunk_begins() -> None:
    draw = ripple(40, 4)
    whole = draw.displacements()
    assert torch.equal(draw.rows(slice(30, 41), CPU).displacements(), whole[30:41])
    assert len({tuple(field.flatten().tolist()) for field in whole}) == NUM


def test_strength_nothing_leaves_the_digits_as_they_are(digits: Tensor) -> None:
    assert torch.equal(augment(digits, Draws((ripple(0, 4),))), digits)
    assert Elastic(alpha=0).parts == []


def test_ink_that_is_pulled_out_of_the_frame_is_lost(digits: Tensor) -> None:
    lost = [ink_lost((Elastic(alpha=alpha),), digits) for alpha in (0, 50, 500)]
    assert lost[0] == 0 and lost[1] < 0.01 < lost[2]

"""The batches of an epoch: every digit once, and the same bits whoever asks first."""

from typing import Any

import pytest
import torch
from torch import Tensor

from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.data.plan import CHUNK_DIGITS, EpochPlan
from mnist_core.recipe.recipe import Recipe, read_recipe

NUM = 2500
AUGMENTED = {"rotation": {"degrees": 10}, "affine": {"translate": 0.1},
             "perspective": {"distortion": 0.3}, "colour": {"brightness": 0.5}}


@pytest.fixture(scope="module")
def images(dataset: Dataset) -> Tensor:
    return dataset.train.images[:NUM]


def recipe_of(**settings: Any) -> Recipe:
    return read_recipe({"layers": "gap conv1x1(10) flatten", "batch_size": 300, **settings})


def plan_of(recipe: Recipe, images: Tensor, epoch: int = 0) -> EpochPlan:
    """A plan in which each digit's number stands for its label."""
    return EpochPlan(recipe, epoch, images, torch.arange(len(images)))


def numbers(recipe: Recipe, images: Tensor, epoch: int = 0) -> list[int]:
    """Which digits come, in order, over the whole epoch."""
    plan = plan_of(recipe, images, epoch)
    num_batches = -(-len(images) // recipe.batch_size)
    return torch.cat([plan.batch(index)[1] for index in range(num_batches)]).tolist()


def test_every_digit_comes_exactly_once_an_epoch_and_the_last_batch_is_the_rest(
        images: Tensor) -> None:
    assert sorted(numbers(recipe_of(), images)) == list(range(NUM))
    plan = plan_of(recipe_of(), images)
    assert [len(plan.batch(index)[1]) for index in range(9)] == [300] * 8 + [100]


def test_the_order_changes_with_the_epoch_and_the_seed_and_with_nothing_else(
        images: Tensor) -> None:
    first = numbers(recipe_of(), images)
    assert numbers(recipe_of(**AUGMENTED, batch_size=77), images) == first
    assert numbers(recipe_of(), images, epoch=1) != first
    assert numbers(recipe_of(seed=2), images) != first


def test_without_augmentation_a_batch_is_its_digits_normalised(images: Tensor) -> None:
    recipe = recipe_of(normalisation={"mean": 0.2, "std": 0.5})
    batch, chosen = plan_of(recipe, images).batch(2)
    assert batch.shape == (300, 1, 28, 28)
    assert torch.equal(batch, normalise(images[chosen], recipe.normalisation))
    assert torch.allclose(batch[:, 0], (images[chosen] / 255 - 0.2) / 0.5)


def test_labels_stay_with_their_digits_when_these_are_augmented(images: Tensor) -> None:
    slightly = recipe_of(rotation={"degrees": 1})
    batch, chosen = plan_of(slightly, images).batch(5)
    plain = normalise(images[chosen], slightly.normalisation)
    assert float((batch - plain).abs().mean()) < float((batch - plain.roll(1, 0)).abs().mean()) / 3


@pytest.mark.parametrize("batch_size", [300, 1, CHUNK_DIGITS + 1])
def test_a_batch_is_the_same_bits_whether_the_epoch_began_there_or_before(
        images: Tensor, batch_size: int) -> None:
    recipe = recipe_of(**AUGMENTED, batch_size=batch_size)
    last = -(-NUM // batch_size) - 1
    in_order = plan_of(recipe, images)
    passed = {index: in_order.batch(index) for index in range(last + 1)}
    for index in {0, 1, last // 2, last - 1, last} & passed.keys():
        straight, labels = plan_of(recipe, images).batch(index)
        assert torch.equal(straight, passed[index][0])
        assert torch.equal(labels, passed[index][1])


def test_a_digit_is_augmented_differently_every_epoch(images: Tensor) -> None:
    recipe = recipe_of(rotation={"degrees": 10}, batch_size=NUM)
    (first, one), (second, other) = (plan_of(recipe, images, epoch).batch(0) for epoch in (0, 1))
    assert not torch.equal(first[one.argsort()], second[other.argsort()])


def test_the_digits_themselves_are_left_as_they_are(images: Tensor) -> None:
    before = images.clone()
    numbers(recipe_of(**AUGMENTED), images)
    assert torch.equal(images, before)

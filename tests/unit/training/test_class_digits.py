"""A class's own digits are trained on beside MNIST's, on every path, and held out never."""

import pytest
import torch

from mnist_core.data.mnist import Dataset, Split
from mnist_core.many_seeds.batched_seeds import train_seeds
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.engine import train
from mnist_core.training.events import EpochDone, Started
from mnist_core.training.setup import num_trained, training_digits
from tests.exported_runs import few_digits

NAME = "3-0123456789abcdef"
RECIPE = Recipe(layers="conv3x3(4,s2) relu gap conv1x1(10) flatten", epochs=1, batch_size=8,
                num_train=20, held_out=5, class_digits=NAME)


@pytest.fixture
def digits(dataset: Dataset) -> Dataset:
    return few_digits(dataset, 200, 100)


@pytest.fixture
def with_class(digits: Dataset) -> Dataset:
    added = Split(torch.full((3, 28, 28), 7, dtype=torch.uint8), torch.tensor([1, 2, 3]))
    return Dataset(digits.train, digits.test, digits.source, added)


def test_they_come_after_mnists_and_beside_what_is_held_out(with_class: Dataset) -> None:
    trained, held_out = training_digits(RECIPE, with_class)
    assert num_trained(RECIPE, 60_000) == len(trained) == 15 + 3 and len(held_out) == 5
    assert trained.labels[-3:].tolist() == [1, 2, 3] and (trained.images[-3:] == 7).all()
    assert torch.equal(trained.images[:15], with_class.train.images[:15])
    assert torch.equal(held_out.images, with_class.train.images[15:20])


def test_what_is_not_here_is_refused_in_a_sentence(digits: Dataset) -> None:
    with pytest.raises(ValueError, match="class's digits that this recipe trains on are not here"):
        training_digits(RECIPE, digits)


def test_one_and_many_seeds_train_on_them(with_class: Dataset) -> None:
    cpu = torch.device("cpu")
    begun = next(event for event in train(RECIPE, with_class, cpu, path="reference")
                 if isinstance(event, Started))
    assert begun.num_train == 18 and begun.num_batches == 3
    alone = _losses([event for event in train(RECIPE, with_class, cpu, path="reference")
                     if isinstance(event, EpochDone)])
    rounds = [events[1] for events in train_seeds(RECIPE, [1, 2], with_class, cpu)]
    together = _losses([event for event in rounds if isinstance(event, EpochDone)])
    assert together == pytest.approx(alone, rel=1e-4)


def _losses(events: list[EpochDone]) -> list[float]:
    return [event.train_loss for event in events]

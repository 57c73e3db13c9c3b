"""What is kept of epochs, and what is said of a training that diverged."""

import math

import pytest

from mnist_core.recipe.recipe import Recipe
from mnist_core.training.bookkeeping import Bookkeeping

WITH_NORM = Recipe(layers="conv3x3(4) bn relu gap conv1x1(10) flatten")
WITHOUT = Recipe(layers="conv3x3(4) relu gap conv1x1(10) flatten")


@pytest.mark.parametrize(("recipe", "advice"), [
    (WITH_NORM, "lower the learning rate (now 5)."),
    (WITHOUT, "lower the learning rate (now 5) or add batch norm.")])
def test_batch_norm_is_advised_only_where_there_is_none(recipe: Recipe, advice: str) -> None:
    book = Bookkeeping(recipe, 10)
    with pytest.raises(ValueError) as refused:
        book.batches(12, [0.5, math.nan], [3, 0], [4, 4], [5.0, 5.0])
    assert str(refused.value) == ("The loss is no longer a number since epoch 2, batch 4: "
                                  f"{advice}")
    # of a report that holds such a batch nothing is counted
    assert book.num_digits == 0


def test_the_figures_of_an_epoch_weigh_its_batches_by_their_digits() -> None:
    book = Bookkeeping(WITHOUT, 2)
    told = book.batches(0, [2.0, 1.0], [1, 2], [4, 2], [0.1, 0.2])
    assert (told.correct, told.lr) == ((25.0, 100.0), (0.1, 0.2))
    assert (book.loss_sum, book.num_correct, book.num_digits) == (10.0, 3, 6)

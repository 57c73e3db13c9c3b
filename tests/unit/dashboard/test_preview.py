"""What the Train page shows before any time is spent: limits, learning rate, digits."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pydantic import BaseModel

from dashboard.train.preview import augmented_digits, planned_lr
from dashboard.train.recipe.controls.control import limits
from mnist_core.augment.affine import Affine
from mnist_core.augment.rotation import Rotation
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import STEPS, Step, find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import SGD, Recipe
from mnist_core.training.rates import table


@pytest.mark.parametrize(("model", "field", "expected"), [
    (Recipe, "dropout", (0, 1)), (Recipe, "batch_size", (1, 60_000)),
    (Recipe, "num_train", (10, 60_000)), (Rotation, "degrees", (0, 180)),
    (Affine, "shear", (0, 90)), (SGD, "lr", (0, 10)),
])
def test_a_control_has_the_limits_of_its_field(model: type[BaseModel], field: str,
                                               expected: tuple[float, float]) -> None:
    assert limits(model, field) == expected


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_the_planned_learning_rate_is_the_trained_one(step: Step) -> None:
    plan = planned_lr(step.recipe, 60_000)
    num_batches = step.log.num_batches
    lr = table(step.recipe, num_batches).lr
    places = np.rint(np.array(plan["at"]) * num_batches).astype(int) - 1
    assert plan["value"] == lr[places].tolist()
    assert places[0] == 0
    assert places[-1] == len(lr) - 1
    if len(set(lr.tolist())) < 20:
        # every jump is drawn, as a jump
        assert set(plan["value"]) == set(lr.tolist())


def test_the_same_digits_are_shown_with_and_without_augmentation(dataset: Dataset) -> None:
    recipe = find_step("finetune-5").recipe
    plain = apply(recipe, {"rotation": None, "affine": None, "colour": None})
    shown, unchanged = (np.array(Image.open(BytesIO(augmented_digits(r, dataset))))
                        for r in (recipe, plain))
    half = len(shown) // 2
    assert np.array_equal(shown[:half], unchanged[:half])
    assert np.array_equal(unchanged[:half], unchanged[half:])
    assert not np.array_equal(shown[:half], shown[half:])
    assert augmented_digits(recipe, dataset) == augmented_digits(recipe, dataset)

"""What is wrong with a control stands at that control, in its own words."""

import pytest

from dashboard.train.recipe.problems import tried
from dashboard.train.recipe.values import values_of
from mnist_core.ladders import find_step

VALUES = values_of(find_step("strategy-4").recipe)


@pytest.mark.parametrize(("changes", "name", "sentence"), [
    ({"optimiser.lr": 0}, "optimiser.lr",
     "Learning rate is 0; it must be more than 0 and at most 10."),
    ({"optimiser.lr": None}, "optimiser.lr", "Learning rate is empty; it must be a number"),
    ({"batch_size": 0}, "batch_size", "Batch size is 0; it must be at least 1"),
    ({"optimiser.momentum": 0, "optimiser.nesterov": True}, "optimiser.nesterov",
     "Nesterov momentum needs a momentum above 0"),
    ({"held_out": 59_995}, "held_out",
     "Held out, digits is 59,995; it must be at least 0 and at most 59,990."),
    ({"num_train": 100, "held_out": 95}, "held_out",
     "Held out, digits 95 leaves fewer than 10 of Training digits 100 digits"),
    ({"affine.scale_min": 1.2, "affine.scale_max": 1.1}, "affine.scale_min",
     "Smallest scale 1.2 must not exceed Largest scale 1.1"),
    ({"layers": "conv3x3(4) relu gap conv1x1(10) flatten", "dropout": 0.1}, "dropout",
     "Dropout cannot be set: this network has no drop layer"),
    ({"layers": "conv9"}, "layers", ""),
])
def test_a_problem_stands_at_its_field_by_its_label(changes: dict[str, object], name: str,
                                                    sentence: str) -> None:
    recipe, problems = tried({**VALUES, **changes}, 60_000)  # type: ignore[dict-item]
    assert recipe is None
    assert list(problems) == [name]
    assert problems[name].startswith(sentence)


def test_the_values_of_a_step_have_no_problem() -> None:
    assert tried(VALUES, 60_000) == (find_step("strategy-4").recipe, {})

"""What a lesson's runs are trained with."""

import pytest
from pydantic import ValidationError

from mnist_core.lessons.blocks.training import LessonRun, Train
from mnist_core.lessons.blocks.words import Task
from mnist_core.lessons.figures import Condition


def test_runs_share_digits_and_seed_unless_one_sets_its_own() -> None:
    one, other = (LessonRun(name=name, label=name, step="strategy-2", set=changes)
                  for name, changes in (("one", {}), ("other", {"seed": 3, "num_train": 500})))
    train = Train(run=(one, other), epochs=2, num_train=5000, seed=1)
    assert [(recipe.seed, recipe.num_train, recipe.epochs)
            for recipe in (train.recipe_of(one), train.recipe_of(other))] == [(1, 5000, 2),
                                                                           (3, 500, 2)]


def test_runs_have_the_same_epochs() -> None:
    with pytest.raises(ValidationError, match="All runs of a lesson have the same epochs"):
        LessonRun(name="one", label="one", step="strategy-2", set={"epochs": 3})


def test_a_task_begins_at_a_step_with_settings_that_it_takes() -> None:
    when = (Condition(measure="num_train", at_most=1000),)
    assert Task(text="Do.", step="strategy-2", set={"dropout": 0.2}, when=when).set
    with pytest.raises(ValidationError, match="has no drop layer"):
        Task(text="Do.", step="strategy-1", set={"dropout": 0.2}, when=when)
    with pytest.raises(ValidationError, match="name the step that they change"):
        Task(text="Do.", set={"dropout": 0.2}, when=when)

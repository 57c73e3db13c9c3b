"""What an experiment may ask, and the sentence for each thing that it may not."""

import re

import pytest

from mnist_core.base.validation import checked
from mnist_core.experiments.question import Question, default_held_out
from mnist_core.experiments.search.space import (
    all_combinations,
    combination_at,
    overrides_of,
)
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply

STRATEGY_4 = find_step("strategy-4").recipe


def test_a_grid_is_every_combination() -> None:
    question = checked(Question, {"settings": [
        {"key": "dropout", "values": ["0", "0.1"]}, {"key": "rotation", "values": ["none", 7]}],
        "seeds": [1, 2, 3]})
    assert [overrides_of(question, one) for one in all_combinations(question)] == [
        {"dropout": 0, "rotation": None}, {"dropout": 0, "rotation": 7},
        {"dropout": 0.1, "rotation": None}, {"dropout": 0.1, "rotation": 7}]
    assert [combination_at(question, place) for place in range(4)] == list(
        all_combinations(question))
    assert question.num_planned == 4
    question.check(STRATEGY_4)


def test_a_trial_is_the_recipe_with_its_settings_judged_on_held_out_digits() -> None:
    question = checked(Question, {"settings": [{"key": "lr", "values": [0.05]}]})
    recipe = question.recipe(STRATEGY_4, {"optimiser.lr": 0.05}, seed=4)
    assert recipe == apply(STRATEGY_4, {"lr": 0.05, "held_out": 5000, "seed": 4})
    assert default_held_out(apply(STRATEGY_4, {"num_train": 6000})) == 500


@pytest.mark.parametrize(("given", "sentence"), [
    ({"settings": [{"key": "layers", "low": 1, "high": 3}], "search": "tpe", "num_trials": 3},
     "layers is not a number, so it has no range"),
    ({"settings": [{"key": "dropuot", "values": [1]}]}, "did you mean `dropout`?"),
    ({"settings": [{"key": "seed", "values": [1]}]}, "seeds are chosen by themselves"),
    ({"settings": [{"key": "lr", "low": 0, "high": 1, "log": True}], "search": "tpe",
      "num_trials": 4}, "begin above 0"),
    ({"settings": [{"key": "lr", "low": 1, "high": 0.1}], "search": "tpe", "num_trials": 4},
     "it must begin below where it ends"),
    ({"settings": [{"key": "lr", "low": 0.1, "high": 1}]}, "a grid has no ranges"),
    ({"settings": [{"key": "lr", "low": 0.1, "high": 1}], "search": "random"},
     "say how many trials are made"),
    ({"settings": [{"key": "dropout", "low": 0, "high": 0.5}], "search": "random",
      "num_trials": 1_000_000}, "these are 1,000,000 trials; at most 2,000"),
    ({"settings": [{"key": "dropout", "values": [0]}, {"key": "dropout", "values": [0.1]}]},
     "dropout is varied twice"),
    ({"measure": "test_accuracy"}, "it must be 'held_out_accuracy' or 'held_out_loss'"),
])
def test_what_cannot_be_asked_is_refused_in_a_sentence(given: dict[str, object],
                                                       sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        checked(Question, given)


def test_values_that_no_trial_could_have_are_refused_before_anything_is_trained() -> None:
    question = checked(Question, {"settings": [{"key": "batch_size", "low": 0, "high": 256}],
                                  "search": "random", "num_trials": 4})
    with pytest.raises(ValueError, match="batch_size is 0; it must be at least 1"):
        question.check(STRATEGY_4)

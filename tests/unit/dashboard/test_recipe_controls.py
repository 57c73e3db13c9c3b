"""The controls of the Train page: none is missing, and together they say exactly one recipe."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.train.recipe.controls.all_controls import CONTROLS, GROUPS, OPTION_NAMES, form_groups
from dashboard.train.recipe.controls.control import Control, limits
from dashboard.train.recipe.values import defaults_of_kinds, recipe_of, unset, values_of
from mnist_core.ladders import STEPS, Step, find_step
from mnist_core.recipe.diff import diff
from mnist_core.recipe.overrides import apply, models_of, single_keys
from mnist_core.recipe.recipe import OPTIMISERS, Recipe
from mnist_core.recipe.schedules import SCHEDULES


def test_every_setting_of_the_engine_has_one_control() -> None:
    placed = [control.name for group in GROUPS for control in group.controls]
    assert sorted(placed) == sorted(single_keys())


def test_every_choice_of_the_engine_is_offered_under_a_name() -> None:
    choices = {name: field.options for name, field in CONTROLS.items() if field.kind == "choice"}
    assert set(choices["optimiser.kind"]) == set(OPTIMISERS)
    assert set(choices["schedule.kind"]) == set(SCHEDULES)
    assert choices["device"] == ("auto", "cpu", "cuda")
    assert {option for options in choices.values() for option in options} == set(OPTION_NAMES)


@pytest.mark.parametrize("field", [field for field in CONTROLS.values() if field.kind == "number"],
                         ids=lambda field: field.name)
def test_a_slider_stays_within_the_limits_of_its_field(field: Control) -> None:
    described = next(one for group in form_groups() for one in group["fields"]
                     if one["name"] == field.name)
    low, high = described["usual"]
    assert described["min"] <= low < high <= described["max"]
    # what multiplies cannot begin at 0
    assert low > 0 or not described["ratios"]


def test_kinds_of_one_field_agree_on_its_limits() -> None:
    for name, field in CONTROLS.items():
        if field.kind != "number":
            continue
        group, _, inner = name.partition(".")
        declared = {limits(model, inner or group) for model in models_of(name)}
        assert len(declared) == 1, name


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_the_controls_of_a_step_say_its_recipe(step: Step) -> None:
    assert recipe_of(values_of(step.recipe)) == step.recipe


@given(some.sampled_from(list(STEPS.values())), some.sampled_from([
    {"rotation.degrees": 12, "rotation.interpolation": "bilinear"}, {"dropout": 0.2},
    {"optimiser": "adamw", "optimiser.beta2": 0.98}, {"schedule": "cosine"}, {"num_train": 4000},
    {"schedule": "one-cycle", "schedule.momentum_min": 0.7}, {"colour.contrast": 0.3},
    {"normalisation.mean": 0.2}, {"nesterov": True, "optimiser": "sgd"}, {"held_out": 5000}]))
def test_the_controls_of_a_changed_recipe_say_it_too(step: Step,
                                                     settings: dict[str, object]) -> None:
    if "dropout" in settings and not step.recipe.has_dropout:
        return
    changed = apply(step.recipe, settings)
    assert recipe_of(values_of(changed)) == changed


def test_an_augmentation_of_nothing_is_none() -> None:
    recipe = find_step("finetune-5").recipe
    values = values_of(recipe) | {"rotation.degrees": 0, "colour.brightness": 0,
                                  "colour.contrast": 0}
    said = recipe_of(values)
    assert said.rotation is None
    assert said.colour is None
    assert said.affine == recipe.affine
    assert diff(apply(recipe, {"rotation": None, "colour": None}), said) == ()


def test_a_control_that_the_recipe_refuses_says_so_in_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"batch_size is 0; it must be .*1.*60,000"):
        recipe_of(values_of(find_step("strategy-4").recipe) | {"batch_size": 0})


def test_a_new_kind_begins_with_its_own_defaults() -> None:
    defaults = defaults_of_kinds()
    values = values_of(find_step("strategy-4").recipe)
    values = {name: value for name, value in values.items()
              if not name.startswith("optimiser.")} | defaults["optimiser"]["adamw"]
    assert recipe_of(values).optimiser == OPTIMISERS["adamw"]()


def test_an_empty_control_says_what_it_stands_for() -> None:
    assert unset(find_step("strategy-4").recipe, 60_000) == {"dropout": "0.1",
                                                             "num_train": "60,000"}
    # the network's own, whatever is set over it
    assert unset(apply(find_step("strategy-4").recipe, {"dropout": 0.05}), 9)["dropout"] == "0.1"
    assert "dropout" not in unset(find_step("strategy-1").recipe, 60_000)
    mixed = Recipe(layers="conv3x3(8) drop(.1) relu conv3x3(8) drop(.2) gap conv1x1(10) flatten")
    assert unset(mixed, 4000) == {"dropout": "mixed", "num_train": "4,000"}

"""Settings: a recipe changed by flat names, and the settings that tell two recipes apart."""

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.augment.affine import Affine
from mnist_core.augment.colour import Colour
from mnist_core.augment.perspective import Perspective
from mnist_core.augment.rotation import Rotation
from mnist_core.ladders import STEPS
from mnist_core.recipe.overrides import (
    SHORT,
    Scalar,
    apply,
    changed_overrides,
    flatten,
    recipe_keys,
)
from mnist_core.recipe.recipe import SGD, Adam, AdamW, Normalisation, Optimiser, Recipe, read_recipe
from mnist_core.recipe.schedules import Constant, Cosine, Exponential, OneCycle, Schedule, StepDecay

BASE = STEPS["strategy-4"].recipe
some = settings(derandomize=True, deadline=None, max_examples=200)

unit = st.floats(0, 1)
below_one = st.floats(0, 1, exclude_max=True)
lrs = st.floats(1e-6, 10)
greys = st.integers(0, 255)
sides = st.sampled_from(["nearest", "bilinear"])
optimisers: st.SearchStrategy[Optimiser] = st.one_of(
    st.builds(SGD, lr=lrs, momentum=st.floats(0.1, 0.9), nesterov=st.booleans(),
              weight_decay=unit),
    st.builds(Adam, lr=lrs, beta1=below_one, beta2=below_one, weight_decay=unit),
    st.builds(AdamW, lr=lrs, beta1=below_one, beta2=below_one, weight_decay=unit))
schedules: st.SearchStrategy[Schedule] = st.one_of(
    st.builds(Constant),
    st.builds(StepDecay, every=st.integers(1, 1000), gamma=st.floats(1e-3, 1)),
    st.builds(Exponential, gamma=st.floats(1e-3, 1)),
    st.builds(OneCycle, warmup=st.floats(0.01, 0.99), div=st.floats(1, 1e6),
              final_div=st.floats(1, 1e9), momentum_min=below_one, momentum_max=below_one),
    st.builds(Cosine, final_lr=unit))
recipes = st.builds(
    Recipe,
    layers=st.sampled_from([step.recipe.layers for step in STEPS.values()
                            if step.recipe.has_dropout]),
    dropout=st.none() | below_one,
    normalisation=st.builds(Normalisation, mean=unit, std=st.floats(1e-3, 10)),
    rotation=st.none() | st.builds(Rotation, degrees=st.floats(0, 180), interpolation=sides,
                                   fill=greys),
    affine=st.none() | st.builds(Affine, degrees=st.floats(0, 180), translate=unit,
                                 scale_min=st.floats(0.1, 1), scale_max=st.floats(1, 10),
                                 shear=st.floats(0, 89), interpolation=sides, fill=greys),
    perspective=st.none() | st.builds(Perspective, distortion=unit, probability=unit,
                                      interpolation=sides, fill=greys),
    colour=st.none() | st.builds(Colour, brightness=unit, contrast=unit),
    batch_size=st.integers(1, 60_000), optimiser=optimisers, schedule=schedules,
    epochs=st.integers(1, 1000), seed=st.integers(0, 2**31 - 1),
    device=st.sampled_from(["auto", "cpu", "cuda"]),
    num_train=st.none() | st.integers(1_000, 60_000), held_out=st.integers(0, 900))


# --- there and back ---


@some
@given(recipes, recipes)
def test_changed_settings_turn_any_recipe_into_any_other(base: Recipe, recipe: Recipe) -> None:
    assert apply(base, changed_overrides(recipe, base)) == recipe
    assert changed_overrides(base, base) == {}


def test_changed_settings_turn_any_step_into_any_other() -> None:
    for one, two in product(STEPS.values(), repeat=2):
        wanted = changed_overrides(two.recipe, one.recipe)
        assert apply(one.recipe, wanted) == two.recipe, (one.id, two.id)


@some
@given(recipes, recipes)
def test_changed_settings_survive_a_link_where_everything_is_text(base: Recipe,
                                                                  recipe: Recipe) -> None:
    link = {name: str(value) for name, value in changed_overrides(recipe, base).items()}
    assert apply(base, link) == recipe


@some
@given(recipes, recipes, st.randoms(use_true_random=False))
def test_the_order_of_settings_does_not_matter(base: Recipe, recipe: Recipe, chance: Any) -> None:
    wanted = changed_overrides(recipe, base)
    names = list(wanted)
    chance.shuffle(names)
    assert apply(base, {name: wanted[name] for name in names}) == recipe


@some
@given(recipes)
def test_a_recipe_is_all_of_its_settings(recipe: Recipe) -> None:
    flat = flatten(recipe)
    assert apply(BASE, flat) == recipe
    assert set(flat) <= set(recipe_keys())
    assert read_recipe(recipe.to_json()) == recipe


def test_no_setting_changes_nothing() -> None:
    assert apply(BASE, {}) == BASE
    assert flatten(BASE)["optimiser.lr"] == 0.1
    assert flatten(BASE)["affine"] is None


@pytest.mark.parametrize(("wanted", "link"), [
    ({"rotation": 7}, {"rotation.degrees": 7}),
    ({"rotation": None}, {"rotation": None}),
    ({"affine.shear": 8}, {"affine.degrees": 0, "affine.shear": 8}),
    ({"colour": {"contrast": 0.2}}, {"colour.brightness": 0, "colour.contrast": 0.2}),
    ({"colour": {}}, {"colour.brightness": 0}),
    ({"optimiser": "adam"}, {"optimiser": "adam"}),
    ({"optimiser": "adam", "schedule": "cosine", "lr": 0.1},
     {"optimiser": "adam", "schedule": "cosine", "optimiser.lr": 0.1}),
    ({"schedule": "step", "schedule.gamma": 0.5}, {"schedule": "step", "schedule.gamma": 0.5}),
    ({"normalisation": "none"}, {"normalisation.mean": 0, "normalisation.std": 1}),
    ({"epochs": 20, "seed": 1}, {"epochs": 20}),
])
def test_a_link_carries_only_what_is_needed(wanted: dict[str, object],
                                            link: dict[str, Scalar]) -> None:
    assert changed_overrides(apply(BASE, wanted), BASE) == link


# --- what a setting means ---


def test_short_names_mean_what_they_stand_for() -> None:
    for short, name in SHORT.items():
        value = True if short == "nesterov" else 0.25
        assert apply(BASE, {short: value}) == apply(BASE, {name: value}) != BASE


@pytest.mark.parametrize("number", [7, 7.0, "7"])
def test_a_bare_number_sets_the_main_field_of_an_augmentation(number: object) -> None:
    assert BASE.rotation
    assert apply(BASE, {"rotation": number}).rotation == Rotation(degrees=7, fill=33)
    assert apply(BASE, {"affine": number}).affine == Affine(degrees=7)
    assert apply(BASE, {"perspective": 0.3}).perspective == Perspective(distortion=0.3)


@pytest.mark.parametrize("nothing", [None, "none", "None", "off", ""])
@pytest.mark.parametrize("group", ["rotation", "perspective"])
def test_an_augmentation_is_removed_by_none(group: str, nothing: object) -> None:
    assert getattr(apply(BASE, {group: nothing}), group) is None


@pytest.mark.parametrize("nothing", [None, "none", "off"])
def test_none_removes_whatever_can_be_absent(nothing: object) -> None:
    changed = apply(BASE, {"dropout": 0.2, "num_train": 1000})
    assert apply(changed, {"dropout": nothing, "num_train": nothing}) == BASE
    assert apply(BASE, {"normalisation": nothing}).normalisation == Normalisation(mean=0, std=1)


def test_a_removed_augmentation_comes_back_with_its_defaults() -> None:
    fresh = {"rotation": None, "rotation.degrees": 5}
    assert apply(BASE, fresh).rotation == Rotation(degrees=5, fill=0)
    assert apply(BASE, {"rotation.degrees": 5}).rotation == Rotation(degrees=5, fill=33)


@pytest.mark.parametrize("kind", ["adam", "Adam", "ADAM"])
@pytest.mark.parametrize("name", ["optimiser", "optimiser.kind"])
def test_a_bare_kind_brings_its_defaults(name: str, kind: str) -> None:
    assert apply(BASE, {name: kind}).optimiser == Adam(lr=0.001)


def test_a_bare_kind_that_is_there_already_keeps_its_values() -> None:
    assert apply(BASE, {"optimiser": "sgd", "schedule": "exponential"}) == BASE


def test_a_kind_and_its_fields_may_come_in_any_order() -> None:
    wanted = SGD(lr=0.2, momentum=0.5)
    adam = apply(BASE, {"optimiser": "adam"})
    assert apply(adam, {"momentum": 0.5, "lr": 0.2, "optimiser": "sgd"}).optimiser == wanted
    assert apply(adam, {"optimiser.kind": "sgd", "lr": 0.2, "momentum": 0.5}).optimiser == wanted


def test_a_whole_group_replaces_the_one_that_was_there() -> None:
    assert apply(BASE, {"rotation": {"degrees": 3}}).rotation == Rotation(degrees=3, fill=0)
    assert apply(BASE, {"optimiser": {"kind": "adam", "lr": 0.5}}).optimiser == Adam(lr=0.5)


@pytest.mark.parametrize(("word", "is_on"), [("on", True), ("off", False), ("true", True),
                                             ("False", False), (True, True)])
def test_a_switch_takes_the_usual_words(word: object, is_on: bool) -> None:
    optimiser = apply(BASE, {"nesterov": word}).optimiser
    assert isinstance(optimiser, SGD)
    assert optimiser.nesterov is is_on


# --- what is refused ---


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "close": ({"optimizer": "adam"}, "unknown setting `optimizer`; did you mean `optimiser`?"),
    "close inside": ({"rotation.degree": 7},
                     "unknown setting `rotation.degree`; did you mean `rotation.degrees`?"),
    "close group": ({"optimizer.lr": 1},
                    "unknown setting `optimizer.lr`; did you mean `optimiser.lr`?"),
    "without its group": ({"warmup": 0.5},
                          "unknown setting `warmup`; did you mean `schedule.warmup`?"),
    "of two groups": ({"probability": 0.5}, "unknown setting `probability`; did you mean "
                      "`perspective.probability` or `cutout.probability`?"),
    "far inside": ({"rotation.shear": 7}, "unknown setting `rotation.shear`; use one of "
                   "rotation.degrees, rotation.interpolation, rotation.fill."),
    "far": ({"zzz": 1}, f"unknown setting `zzz`; use one of {', '.join(Recipe.model_fields)}, lr, "
            "momentum, nesterov, weight_decay, mean, std, "
            "or a part of one, such as rotation.degrees."),
    "kind": ({"schedule": "onecycle"}, "unknown schedule `onecycle`; did you mean `one-cycle`?"),
    "kind far": ({"optimiser": "rmsprop"},
                 "unknown optimiser `rmsprop`; use one of sgd, adam, adamw."),
    "of another kind": ({"schedule.every": 3},
                        "the schedule exponential has no every; set schedule to step."),
    "of two others": ({"optimiser.beta1": 0.5},
                      "the optimiser sgd has no beta1; set optimiser to adam or adamw."),
    "lost": ({"optimiser": "adam", "momentum": 0.5},
             "the optimiser adam has no momentum; set optimiser to sgd."),
    "twice": ({"lr": 0.1, "optimiser.lr": 0.2},
              "`lr` and `optimiser.lr` are the same setting; keep one."),
    "kind twice": ({"schedule": "step", "schedule.kind": "cosine"},
                   "`schedule` and `schedule.kind` are the same setting; keep one."),
    "main field": ({"rotation": "abc"},
                   "rotation.degrees is 'abc'; it must be a number from 0 to 180."),
    "main field true": ({"rotation": True},
                        "rotation.degrees is 'true'; it must be a number from 0 to 180."),
    "no main field": ({"colour": 0.2}, "colour is 0.2; it must be an object with brightness, "
                      "contrast, or none."),
    "number": ({"lr": "fast"},
               "optimiser.lr is 'fast'; it must be a number of more than 0 and at most 10."),
    "range": ({"batch_size": 70_000},
              "batch_size is 70,000; it must be at least 1 and at most 60,000."),
    "not removable": ({"batch_size": "none"},
                      "batch_size is 'none'; it must be a whole number from 1 to 60,000."),
    "no optimiser": ({"optimiser": None}, "optimiser is empty; it must be an object whose kind "
                     "is 'adam', 'adamw' or 'sgd'."),
    # a field set inside what is not a group must not hide the mistake
    "group": ({"optimiser": 5, "lr": 0.1}, "optimiser is 5; it must be an object whose kind is "
              "'adam', 'adamw' or 'sgd'."),
    "kind inside": ({"optimiser": {"kind": "zz"}, "lr": 0.1},
                    "optimiser.kind is 'zz'; it must be 'adam', 'adamw' or 'sgd'."),
    "kind list": ({"optimiser": {"kind": ["sgd"]}, "lr": 0.1},
                  "optimiser.kind is ['sgd']; it must be 'adam', 'adamw' or 'sgd'."),
    "group list": ({"rotation": [7], "rotation.fill": 3}, "rotation is [7]; it must be an object "
                   "with degrees, interpolation, fill, or none."),
}


@pytest.mark.parametrize(("wanted", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_setting_is_refused_in_one_sentence(wanted: dict[str, object],
                                                    sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        apply(BASE, wanted)


def test_a_setting_that_fits_only_after_another_is_no_mistake() -> None:
    bare = "gap conv1x1(10) flatten"
    recipe = apply(apply(BASE, {"dropout": 0.2}), {"layers": bare, "dropout": None})
    assert (recipe.layers, recipe.dropout) == (bare, None)
    assert apply(BASE, {"held_out": 500, "num_train": 1000}).held_out == 500

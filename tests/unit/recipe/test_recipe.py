"""A recipe: frozen, JSON both ways, and every wrong value refused in one sentence."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mnist_core.augment.rotation import Rotation
from mnist_core.base.validation import one_of, sentences
from mnist_core.ladders import STEPS
from mnist_core.network.layers import Drop
from mnist_core.network.notation import to_text
from mnist_core.recipe.recipe import (
    OPTIMISERS,
    SGD,
    Adam,
    AdamW,
    Normalisation,
    Recipe,
    read_recipe,
)
from mnist_core.recipe.schedules import SCHEDULES, Constant, OneCycle

LAYERS = "conv3x3(8) relu drop(.1) gap conv1x1(10) flatten"
each_step = pytest.mark.parametrize("step", STEPS)


def read(**changes: Any) -> Recipe:
    return read_recipe({"layers": LAYERS, **changes})


def refusal(data: dict[str, Any] | str) -> str:
    with pytest.raises(ValueError) as error:
        read_recipe(data)
    return str(error.value)


# --- a value ---


@each_step
def test_a_step_survives_json_text_and_decoded_json(step: str) -> None:
    recipe = STEPS[step].recipe
    assert read_recipe(recipe.to_json()) == recipe
    assert read_recipe(json.loads(recipe.to_json())) == recipe
    assert read_recipe(recipe.model_dump()) == recipe
    assert read_recipe(recipe.to_json()).to_json() == recipe.to_json()


def test_every_kind_of_optimiser_and_schedule_survives_json() -> None:
    for optimiser in OPTIMISERS.values():
        for schedule in SCHEDULES.values():
            recipe = Recipe(layers=LAYERS, optimiser=optimiser(), schedule=schedule())
            assert read_recipe(recipe.to_json()) == recipe
    assert set(OPTIMISERS) == {"sgd", "adam", "adamw"}
    assert set(SCHEDULES) == {"constant", "step", "exponential", "one-cycle", "cosine",
                              "plateau"}


def test_what_is_left_out_has_its_default() -> None:
    recipe = read()
    assert (recipe.normalisation, recipe.batch_size, recipe.epochs, recipe.seed) == (
        Normalisation(mean=0.1307, std=0.3081), 128, 15, 1)
    assert (recipe.optimiser, recipe.schedule) == (SGD(lr=0.01, momentum=0.9), Constant())
    assert (recipe.rotation, recipe.affine, recipe.perspective, recipe.colour) == (None,) * 4
    assert (recipe.dropout, recipe.num_train, recipe.held_out, recipe.device) == (
        None, None, 0, "auto")
    assert read(optimiser={"kind": "adam"}).optimiser == Adam(lr=0.001, beta1=0.9, beta2=0.999)
    assert read(optimiser={"kind": "adamw"}).optimiser == AdamW(lr=0.001, weight_decay=0.01)
    assert read(schedule={"kind": "one-cycle"}).schedule == OneCycle(
        warmup=0.3, div=25, final_div=10_000, momentum_min=0.85, momentum_max=0.95)


def test_a_recipe_never_changes_and_can_be_a_key() -> None:
    recipe = read(rotation={"degrees": 6})
    with pytest.raises(ValidationError):
        recipe.batch_size = 64  # type: ignore[misc]
    assert recipe.rotation
    with pytest.raises(ValidationError):
        recipe.rotation.degrees = 7  # type: ignore[misc]
    assert {recipe: 1}[read(rotation={"degrees": 6.0})] == 1


def test_layers_are_kept_in_their_one_spelling() -> None:
    assert read(layers="conv3x3(1→8, p0)\nrelu  gap conv1x1( 10 ) flatten").layers == (
        "conv3x3(1->8) relu gap conv1x1(10) flatten")


def test_a_dropout_replaces_every_probability_of_the_network_but_not_its_notation() -> None:
    recipe = read(layers="drop(.1) conv3x3(10) drop(.3) gap flatten", dropout=0.05)
    assert [layer.p for layer in recipe.network if isinstance(layer, Drop)] == [0.05, 0.05]
    assert recipe.layers == "drop(.1) conv3x3(10) drop(.3) gap flatten"
    assert to_text(read().network) == LAYERS


# --- what is refused ---


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    # a number beyond either end
    "dropout above": ({"dropout": 1.5}, "dropout is 1.5; it must be at least 0 and less than 1."),
    "dropout below": ({"dropout": -0.1},
                      "dropout is -0.1; it must be at least 0 and less than 1."),
    "batch 0": ({"batch_size": 0}, "batch_size is 0; it must be at least 1 and at most 60,000."),
    "batch above": ({"batch_size": 70_000},
                    "batch_size is 70,000; it must be at least 1 and at most 60,000."),
    "batch endless": ({"batch_size": 10**400},
                      "batch_size is a number of over 30 digits; it must be at least 1 and at "
                      "most 60,000."),
    "epochs": ({"epochs": 1001}, "epochs is 1,001; it must be at least 1 and at most 1,000."),
    "seed": ({"seed": 2**31},
             "seed is 2,147,483,648; it must be at least 0 and at most 2,147,483,647."),
    "num_train": ({"num_train": 9}, "num_train is 9; it must be at least 10 and at most 60,000."),
    "held_out": ({"held_out": 60_000},
                 "held_out is 60,000; it must be at least 0 and at most 59,990."),
    "std": ({"normalisation": {"std": 0}},
            "normalisation.std is 0; it must be more than 0 and at most 10."),
    "degrees": ({"rotation": {"degrees": 181}},
                "rotation.degrees is 181; it must be at least 0 and at most 180."),
    "fill": ({"affine": {"fill": 256}},
             "affine.fill is 256; it must be at least 0 and at most 255."),
    "shear": ({"affine": {"shear": 90}},
              "affine.shear is 90; it must be at least 0 and less than 90."),
    "distortion": ({"perspective": {"distortion": 1.1}},
                   "perspective.distortion is 1.1; it must be at least 0 and at most 1."),
    "contrast": ({"colour": {"contrast": 11}},
                 "colour.contrast is 11; it must be at least 0 and at most 10."),
    "lr": ({"optimiser": {"kind": "sgd", "lr": 0}},
           "optimiser.lr is 0; it must be more than 0 and at most 10."),
    "momentum": ({"optimiser": {"kind": "sgd", "momentum": 1}},
                 "optimiser.momentum is 1; it must be at least 0 and less than 1."),
    "beta2": ({"optimiser": {"kind": "adam", "beta2": -1}},
              "optimiser.beta2 is -1; it must be at least 0 and less than 1."),
    "every": ({"schedule": {"kind": "step", "every": 0}},
              "schedule.every is 0; it must be at least 1 and at most 1,000."),
    "div": ({"schedule": {"kind": "one-cycle", "div": 2_000_000}},
            "schedule.div is 2,000,000; it must be at least 1 and at most 1,000,000."),
    "warmup": ({"schedule": {"kind": "one-cycle", "warmup": 1}},
               "schedule.warmup is 1; it must be more than 0 and less than 1."),
    # something else than a number
    "batch text": ({"batch_size": "abc"},
                   "batch_size is 'abc'; it must be a whole number from 1 to 60,000."),
    "batch half": ({"batch_size": 12.5},
                   "batch_size is 12.5; it must be a whole number from 1 to 60,000."),
    "batch empty": ({"batch_size": None},
                    "batch_size is empty; it must be a whole number from 1 to 60,000."),
    "batch true": ({"batch_size": True},
                   "batch_size is 'true'; it must be a whole number from 1 to 60,000."),
    "batch list": ({"batch_size": [64]},
                   "batch_size is [64]; it must be a whole number from 1 to 60,000."),
    "batch infinite": ({"batch_size": float("inf")},
                       "batch_size is inf; it must be a whole number from 1 to 60,000."),
    "num_train text": ({"num_train": "many"}, "num_train is 'many'; it must be a whole number "
                       "from 10 to 60,000, or none."),
    "dropout text": ({"dropout": "some"}, "dropout is 'some'; it must be a number of at least 0 "
                     "and less than 1, or none."),
    "dropout nan": ({"dropout": float("nan")}, "dropout is nan; it must be a number of at least "
                    "0 and less than 1, or none."),
    "lr text": ({"optimiser": {"kind": "sgd", "lr": "fast"}},
                "optimiser.lr is 'fast'; it must be a number of more than 0 and at most 10."),
    "lr false": ({"optimiser": {"kind": "adam", "lr": False}},
                 "optimiser.lr is 'false'; it must be a number of more than 0 and at most 10."),
    "nesterov": ({"optimiser": {"kind": "sgd", "nesterov": "maybe"}},
                 "optimiser.nesterov is 'maybe'; it must be true or false."),
    "layers number": ({"layers": 5}, "layers is 5; it must be text."),
    # a word that is none of a few
    "device": ({"device": "gpu"}, "device is 'gpu'; it must be 'auto', 'cpu' or 'cuda'."),
    "interpolation": ({"rotation": {"degrees": 6, "interpolation": "cubic"}},
                      "rotation.interpolation is 'cubic'; it must be 'nearest' or 'bilinear'."),
    "optimiser kind": ({"optimiser": {"kind": "lion"}},
                       "optimiser.kind is 'lion'; it must be 'adam', 'adamw' or 'sgd'."),
    "kind list": ({"optimiser": {"kind": ["sgd"]}},
                  "optimiser.kind is ['sgd']; it must be 'adam', 'adamw' or 'sgd'."),
    "schedule kind": ({"schedule": {"kind": "linear"}}, "schedule.kind is 'linear'; it must be "
                      "'constant', 'cosine', 'exponential', 'one-cycle', 'plateau' or 'step'."),
    "no kind": ({"optimiser": {"lr": 0.1}},
                "`optimiser.kind` is missing; it must be 'adam', 'adamw' or 'sgd'."),
    # something else than a group
    "optimiser word": ({"optimiser": "sgd"}, "optimiser is 'sgd'; it must be an object whose "
                       "kind is 'adam', 'adamw' or 'sgd'."),
    "optimiser empty": ({"optimiser": None}, "optimiser is empty; it must be an object whose "
                        "kind is 'adam', 'adamw' or 'sgd'."),
    "rotation number": ({"rotation": 7}, "rotation is 7; it must be an object with degrees, "
                        "interpolation, fill, or none."),
    "no degrees": ({"rotation": {"fill": 3}},
                   "`rotation.degrees` is missing; it must be a number from 0 to 180."),
    # a key that does not exist
    "unknown": ({"batchsize": 64}, "unknown key `batchsize`; did you mean `batch_size`?"),
    "unknown inside": ({"rotation": {"degrees": 6, "fil": 3}},
                       "unknown key `rotation.fil`; did you mean `rotation.fill`?"),
    "unknown in kind": ({"optimiser": {"kind": "sgd", "momentun": 0.5}},
                        "unknown key `optimiser.momentun`; did you mean `optimiser.momentum`?"),
    "of another kind": ({"schedule": {"kind": "step", "warmup": 0.5}}, "unknown key "
                        "`schedule.warmup`; use one of schedule.kind, schedule.every, "
                        "schedule.gamma."),
    "a kind as a key": ({"step": 3}, "unknown key `step`; use one of "
                        f"{', '.join(Recipe.model_fields)}."),
    # values that do not fit each other
    "scales": ({"affine": {"scale_min": 1.2, "scale_max": 0.8}}, "affine: scale_min 1.2 must not "
               "exceed scale_max 0.8; lower it, or raise scale_max."),
    "nesterov alone": ({"optimiser": {"kind": "sgd", "momentum": 0, "nesterov": True}},
                       "optimiser: nesterov needs a momentum above 0; raise it, or set nesterov "
                       "to false."),
    "nothing left": ({"num_train": 1000, "held_out": 995}, "held_out 995 leaves fewer than 10 of "
                     "num_train 1,000 digits to train on; hold out fewer."),
    "no drop": ({"layers": "gap conv1x1(10) flatten", "dropout": 0.1}, "dropout cannot be set: "
                "this network has no drop layer; add drop(.1) to its layers."),
    # the network itself
    "token": ({"layers": "conv3x3(8) rellu gap"}, "layer 2 `rellu`: no such layer; did you mean "
              "`relu`? The layers are convKxK(out), bn, relu, drop(p), maxpoolK, avgpoolK, gap, "
              "flatten and linear(out)."),
    "end": ({"layers": "gap conv1x1(9) flatten"}, "The network ends in 9 values; it must end in "
            "10, one for each digit: end with conv1x1(10) before the flatten."),
}


@pytest.mark.parametrize(("changes", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value_is_refused_in_one_sentence_that_says_what_is_allowed(
        changes: dict[str, Any], sentence: str) -> None:
    assert refusal({"layers": LAYERS, **changes}) == sentence


def test_what_is_no_recipe_at_all_is_said_in_one_sentence_too() -> None:
    assert refusal("{").startswith("This is not JSON: ")
    assert refusal("").startswith("This is not JSON: ")
    assert refusal({}) == "`layers` is missing; it must be text."
    assert refusal("[1]").startswith("The recipe is [1]; it must be an object with layers, ")
    assert refusal("null").startswith("The recipe is empty; it must be an object with layers, ")


def test_several_mistakes_are_several_sentences() -> None:
    assert refusal({"layers": LAYERS, "epochs": 0, "rotation": {"degrees": 200}}) == (
        "rotation.degrees is 200; it must be at least 0 and at most 180. epochs is 0; it must be "
        "at least 1 and at most 1,000.")


def test_a_number_that_was_sent_as_text_is_read() -> None:
    recipe = read(batch_size="64", rotation={"degrees": "7"})
    assert (recipe.batch_size, recipe.rotation) == (64, Rotation(degrees=7))


def test_the_ends_of_a_range_are_in_it() -> None:
    assert read(batch_size=60_000, epochs=1000, seed=2**31 - 1, dropout=0).batch_size == 60_000
    assert read(batch_size=1, epochs=1, seed=0, num_train=10, held_out=0).num_train == 10


# --- the sentences of any model ---


class Question(BaseModel):
    """A model that is not a recipe."""

    model_config = ConfigDict(extra="forbid")

    brush: float = Field(default=1, gt=0, le=9)
    width: int = Field(default=28, gt=0, lt=100)
    name: str | None = None


def said(data: dict[str, Any], model: type[BaseModel] | None) -> str:
    with pytest.raises(ValidationError) as error:
        Question.model_validate(data)
    return sentences(error.value, model)


def test_with_the_model_a_sentence_knows_both_ends_and_the_nearest_key() -> None:
    assert said({"brush": 10}, Question) == (
        "brush is 10; it must be more than 0 and at most 9.")
    assert said({"width": 100}, Question) == "width is 100; it must be at least 1 and at most 99."
    assert said({"brusch": 5}, Question) == "unknown key `brusch`; did you mean `brush`?"
    assert said({"name": 5}, Question) == "name is 5; it must be text, or none."


def test_without_the_model_a_sentence_says_what_pydantic_says() -> None:
    assert said({"brush": 10}, None) == "brush is 10; it must be at most 9."
    assert said({"brusch": 5}, None) == "unknown key `brusch`: remove it or check its spelling."
    assert said({"name": 5}, None) == "name is 5; input should be a valid string."


def test_a_wrong_word_gets_the_nearest_right_one_or_all_of_them() -> None:
    assert one_of("ship", "boot", ["boat", "raft"]) == "unknown ship `boot`; did you mean `boat`?"
    assert one_of("ship", "x", ["boat", "raft"]) == "unknown ship `x`; use one of boat, raft."
    assert one_of("ship", "x", ["boat", "raft"], ["many"]) == (
        "unknown ship `x`; use one of many.")
    assert len(one_of("ship", "x" * 5_000, ["boat"])) < 120

"""The table names the settings in which recipes differ, and no other."""

import pytest

from mnist_core.ladders import LADDERS, STEPS, Ladder
from mnist_core.recipe.diff import diff
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.recipe.table import KeyRow, differing_rows, recipe_words

STEP = STEPS["strategy-4"].recipe


def changed(**settings: object) -> Recipe:
    return read_recipe({**STEP.model_dump(), **settings})


def test_one_changed_setting_is_one_row() -> None:
    assert differing_rows([STEP, changed(batch_size=64), STEP]) == (
        KeyRow("batch size", ("256", "64", "256")),)


def test_a_change_of_dropout_alone_is_no_other_network() -> None:
    assert differing_rows([STEP, changed(dropout=0.05), changed(dropout=0)]) == (
        KeyRow("dropout", ("0.1 ×5", "0.05 ×5", "none")),)


def test_a_network_is_told_as_it_is_trained() -> None:
    words = recipe_words(changed(layers="conv3x3(4) drop(.1) gap conv1x1(10) flatten",
                                 dropout=0.05))
    assert words["network"] == "conv3x3(4) drop(.05) gap conv1x1(10) flatten"


def test_recipes_that_train_the_same_have_no_rows() -> None:
    assert differing_rows([STEP, changed(device="cpu"), changed(num_train=60_000)]) == ()
    assert differing_rows([STEP]) == ()


def test_what_one_does_not_have_reads_none() -> None:
    one, other = changed(rotation=None), changed(affine={"translate": 0.1})
    assert differing_rows([one, other]) == (
        KeyRow("rotation", ("none", "±6°, fill 33")),
        KeyRow("affine", ("none", "shift 0.1")))


def test_a_momentum_that_one_cycle_replaces_is_not_told() -> None:
    words = recipe_words(changed(schedule={"kind": "one-cycle"}))
    assert words["momentum"] == ""
    assert words["learning rate"] == "0.1 at its peak"


@pytest.mark.parametrize("ladder", LADDERS, ids=[ladder.id for ladder in LADDERS])
def test_it_has_rows_exactly_where_the_differences_have_changes(ladder: Ladder) -> None:
    for before in ladder.steps:
        for after in ladder.steps:
            rows = differing_rows([before.recipe, after.recipe])
            assert bool(rows) == bool(diff(before.recipe, after.recipe)), (before.id, after.id)

"""The arithmetic that stands beside a layer comes to what the layer's row says."""

from math import floor

import pytest

from mnist_core.ladders import STEPS
from mnist_core.network.arithmetic import Formula, formulas
from mnist_core.network.geometry import walk
from mnist_core.network.notation import parse

NETWORKS = {step.id: step.recipe.layers for step in STEPS.values()} | {
    "dilated": "conv3x3(8,d2,s2) bn conv5x5(8,p3,d3,g4,bias) avgpool3 flatten linear(20,nobias) "
               "linear(10)"}


def value(figures: str) -> float:
    for sign, operator in (("⌊", "floor("), ("⌋", ")"), ("÷", "/"), ("×", "*"), ("−", "-"),
                           ("²", "**2")):
        figures = figures.replace(sign, operator)
    return float(eval(figures, {"floor": floor}))


@pytest.mark.parametrize("layers", NETWORKS.values(), ids=NETWORKS)
def test_figures_come_to_their_result_and_the_result_is_the_rows(layers: str) -> None:
    rows = tuple(walk(parse(layers)))
    for row, found in zip(rows, formulas(rows), strict=True):
        assert all(value(formula.figures) == formula.result for formula in found.values())
        shown = {"receptive_field": row.receptive_field, "jump": row.jump, "size": row.size_out,
                 "first_pixel": row.left, "parameters": row.parameters}
        assert {quantity: formula.result for quantity, formula in found.items()} == {
            quantity: shown[quantity] for quantity in found}
        assert ("parameters" in found) == bool(row.parameters)


@pytest.mark.parametrize("layers", NETWORKS.values(), ids=NETWORKS)
def test_what_has_no_formula_is_as_it_was(layers: str) -> None:
    field, jump, size, left = 1, 1, 28, 0
    rows = tuple(walk(parse(layers)))
    for row, found in zip(rows, formulas(rows), strict=True):
        assert "receptive_field" in found or row.receptive_field == field
        assert "jump" in found or row.jump == jump
        assert "size" in found or not row.spatial or row.size_out == size
        assert "first_pixel" in found or row.left == left
        field, jump, size, left = row.receptive_field, row.jump, row.size_out, row.left


def test_words_name_what_stands_at_the_same_place() -> None:
    *_, found = formulas(tuple(walk(parse("conv3x3(8) maxpool2 conv3x3(8,p1)"))))
    assert found == {
        "receptive_field": Formula("field + (kernel − 1) × jump", "4 + 2 × 2", 8),
        "size": Formula("⌊(size + 2 × padding − kernel) ÷ stride⌋ + 1",
                        "⌊(13 + 2 × 1 − 3) ÷ 1⌋ + 1", 13),
        "first_pixel": Formula("first pixel − padding × jump", "0 − 1 × 2", -2),
        "parameters": Formula("kernel² × inputs × outputs", "3² × 8 × 8", 576)}
    assert found["first_pixel"].text == "0 − 1 × 2 = −2"

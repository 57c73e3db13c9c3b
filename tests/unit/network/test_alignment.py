"""Two networks are laid side by side with as few changes as there can be."""

import pytest

from mnist_core.ladders import STEPS, step_before
from mnist_core.network.alignment import align
from mnist_core.network.geometry import describe
from mnist_core.network.notation import parse


def told(before: str, after: str) -> list[str]:
    signs = {"same": "=", "changed": "~", "added": "+", "removed": "-"}
    return [signs[pair.kind] + (pair.after or pair.before).token  # type: ignore[union-attr]
            for pair in align(parse(before), parse(after))]


def test_what_was_inserted_stands_where_it_was_inserted() -> None:
    assert told("conv3x3(8) relu gap conv1x1(10) flatten",
                "conv3x3(8) relu bn drop(.1) gap conv1x1(10) flatten") == [
        "=conv3x3(8)", "=relu", "+bn", "+drop(.1)", "=gap", "=conv1x1(10)", "=flatten"]


def test_a_wider_convolution_is_changed_not_replaced() -> None:
    assert told("conv3x3(8) relu gap conv1x1(10) flatten",
                "conv3x3(12,p1) relu gap conv1x1(10) flatten")[0] == "~conv3x3(12,p1)"


def test_a_layer_of_another_kind_is_removed_and_added() -> None:
    changes = told("conv3x3(8) maxpool2 gap conv1x1(10) flatten",
                   "conv3x3(8) avgpool2 gap conv1x1(10) flatten")
    assert sorted(changes[1:3]) == ["+avgpool2", "-maxpool2"]


def test_what_is_written_and_does_nothing_changes_nothing() -> None:
    assert told("conv3x3(1->8) gap conv1x1(8->10,d2) flatten",
                "conv3x3(8) gap conv1x1(10) flatten") == [
        "=conv3x3(8)", "=gap", "=conv1x1(10)", "=flatten"]


@pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
def test_both_networks_of_a_step_are_there_in_order(step: object) -> None:
    after = step.recipe.network  # type: ignore[attr-defined]
    earlier = step_before(step)  # type: ignore[arg-type]
    before = earlier.recipe.network if earlier else after
    pairs = align(before, after)
    assert tuple(pair.before for pair in pairs if pair.before) == describe(before).layers
    assert tuple(pair.after for pair in pairs if pair.after) == describe(after).layers
    if before == after:
        assert all(pair.kind == "same" for pair in pairs)

"""A batch that does not fit is refused in one sentence, and the size it names does fit."""

import re

import pytest
import torch

from mnist_core.data.mnist import Dataset
from mnist_core.ladders import STEPS, Step, find_step
from mnist_core.network.geometry import LayerGeometry, describe
from mnist_core.network.notation import parse
from mnist_core.recipe.overrides import apply
from mnist_core.training import memory
from mnist_core.training.engine import train
from mnist_core.training.memory import (
    QUESTION_BYTES,
    bytes_a_digit,
    check_memory,
    check_values,
    digits_at_once,
    needed_bytes,
    num_values,
    shortage,
)
from mnist_core.training.step.backends import BACKENDS

CPU = torch.device("cpu")
BIG = apply(find_step("strategy-4").recipe, {"batch_size": 60_000})
REFERENCE, FUSED, BF16 = BACKENDS["reference"], BACKENDS["fused"], BACKENDS["fused-bf16"]
GIGABYTE = 10**9


def chain(num_relus: int, channels: int = 1024) -> tuple[LayerGeometry, ...]:
    """A network that costs next to no multiplication and much memory."""
    return describe(parse(f"conv1x1({channels}) {'relu ' * num_relus} gap conv1x1(10) flatten")
                    ).layers


def test_half_as_many_digits_take_half_beside_the_fixed_part() -> None:
    fixed = needed_bytes(BIG, REFERENCE, 0)
    assert needed_bytes(BIG, REFERENCE, 30_000) - fixed == (
        needed_bytes(BIG, REFERENCE, 60_000) - fixed) // 2
    in_order = [needed_bytes(BIG, path, 60_000) for path in (BF16, FUSED, REFERENCE)]
    assert fixed < in_order[0] < in_order[1] < in_order[2]


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.id)
def test_every_published_batch_fits_into_a_small_laptop(step: Step) -> None:
    recipe = step.recipe
    assert needed_bytes(recipe, REFERENCE, recipe.batch_size) < 4 * GIGABYTE


def test_the_size_that_is_named_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_bytes", lambda: 4 * GIGABYTE)
    sentence = shortage(BIG, BF16, 60_000)
    found = re.fullmatch(r"Batches of 60,000 digits take about 6.7 GB of memory with this "
                         r"network, and 4.0 GB is free: use at most ([\d,]+) digits a batch.",
                         sentence)
    assert found, sentence
    fits = int(found[1].replace(",", ""))
    assert shortage(apply(BIG, {"batch_size": fits}), BF16, 60_000) == ""
    assert shortage(apply(BIG, {"batch_size": fits + 1}), BF16, 60_000) != ""
    # no batch is larger than the digits there are
    assert shortage(BIG, BF16, fits) == ""


def test_without_any_room_other_programs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_bytes", lambda: GIGABYTE // 2)
    with pytest.raises(ValueError, match=r"0\.5 GB is free: end other programs first"):
        check_memory(BIG, BF16, CPU, 60_000)


def test_a_training_that_does_not_fit_never_starts(monkeypatch: pytest.MonkeyPatch,
                                                   dataset: Dataset) -> None:
    monkeypatch.setattr(memory, "free_bytes", lambda: GIGABYTE)
    recipe = apply(BIG, {"batch_size": 5_000})
    with pytest.raises(ValueError, match="digits take about"):
        next(train(recipe, dataset, CPU))


def test_a_question_about_every_published_step_goes_on_as_before() -> None:
    for step in STEPS.values():
        layers = step.recipe.describe().layers
        check_values(layers, 64)
        assert digits_at_once(layers, 64, kept=True) == 64
        assert digits_at_once(layers, 250, kept=False) == 250


def test_large_layers_are_computed_for_fewer_digits_at_a_time() -> None:
    layers = chain(10)
    few = digits_at_once(layers, 64, kept=True)
    assert 1 <= few < 10
    assert few * bytes_a_digit(layers, kept=True) <= QUESTION_BYTES
    assert digits_at_once(layers, 64, kept=False) > few


def test_a_question_that_no_memory_holds_is_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"One digit takes 1\.1 GB .*use fewer channels") as caught:
        digits_at_once(chain(190), 8, kept=True)
    assert "\n" not in str(caught.value)
    # two neighbours at a time are not trouble
    assert digits_at_once(chain(190), 8, kept=False) == 8


def test_a_question_that_would_keep_everybody_waiting_is_one_sentence() -> None:
    check_values(chain(60), 8)
    with pytest.raises(ValueError, match=r"million values, and one question may take 400 million"):
        check_values(chain(60), 32)


def test_a_machine_that_is_nearly_full_gives_less(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = chain(10)
    monkeypatch.setattr(memory, "free_bytes", lambda: 0)
    with pytest.raises(ValueError, match="can be given to one question"):
        digits_at_once(layers, 1, kept=True)


def test_values_are_those_of_every_layer() -> None:
    assert num_values(describe(parse("conv3x3(4) gap conv1x1(10) flatten")).layers) == (
        4 * 26**2 + 4 + 10 + 10)

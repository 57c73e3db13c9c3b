"""A batch that does not fit is refused in one sentence, and the size it names does fit."""

import re
from pathlib import Path

import pytest
import torch

from mnist_core import memory
from mnist_core.dataset import Dataset
from mnist_core.edits import apply
from mnist_core.engine import train
from mnist_core.ladders import STEPS, Step, find_step
from mnist_core.memory import check_memory, free_bytes, needed_bytes, shortage
from mnist_core.paths import PATHS

CPU = torch.device("cpu")
BIG = apply(find_step("strategy-4").recipe, {"batch_size": 60_000})
REFERENCE, FUSED, BF16 = PATHS["reference"], PATHS["fused"], PATHS["fused-bf16"]
GIGABYTE = 10**9


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


def test_the_limit_of_a_container_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path
                                         ) -> None:
    whole = free_bytes()
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(memory, "LIMITS", (limit,))
    limit.write_text("max\n")
    assert free_bytes() > GIGABYTE
    limit.write_text(f"{GIGABYTE}\n")
    assert free_bytes() == GIGABYTE < whole

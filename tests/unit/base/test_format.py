"""Figures and typed text in words."""

import json
from pathlib import Path

import pytest

from mnist_core.base.format import count_of, in_millions, listed, loss_text, rough_duration
from mnist_core.network.geometry import describe
from mnist_core.network.notation import parse


def test_a_count_says_its_noun_in_the_right_number() -> None:
    assert [count_of(num, "run") for num in (0, 1, 1250)] == ["0 runs", "1 run", "1,250 runs"]
    assert [count_of(2, noun) for noun in ("batch", "epoch")] == ["2 batches", "2 epochs"]


def test_words_are_listed() -> None:
    assert [listed(words) for words in ("", "A", "AB", "ABC")] == ["", "A", "A and B", "A, B and C"]
    assert listed("ABC", "or", "; ") == "A; B or C"


def test_a_loss_that_has_exploded_stays_short() -> None:
    assert loss_text(0.04372) == "0.0437"
    assert loss_text(1.0949e29) == "1.09e+29"


def test_what_is_forecast_is_rounded_as_the_scripts_round_it() -> None:
    examples = json.loads((Path(__file__).parents[1] / "rough_durations.json").read_text())
    assert {seconds: rough_duration(float(seconds)) for seconds in examples} == examples


def test_few_operations_are_counted_in_full() -> None:
    assert in_millions(7_850) == "7,850"
    assert in_millions(14_999) == "14,999"
    assert in_millions(1_254_000) == "1.25 M"


@pytest.mark.parametrize(("layers", "words", "field"), [
    ("conv5x5(6) maxpool2 conv5x5(16) maxpool2 flatten linear(10)", "flatten", 16),
    ("conv5x5(6) maxpool2 conv5x5(16) gap conv1x1(10) flatten", "last pooling", 14),
    ("flatten linear(10)", "", 28)])
def test_the_field_before_the_head_is_named_by_what_follows(layers: str, words: str,
                                                            field: int) -> None:
    network = describe(parse(layers))
    assert (network.head_begins_with, network.head_input.receptive_field) == (words, field)

"""What is measured, as numbers with their units in a language: ``98.20 %``, ``22 pixels``."""

from collections.abc import Mapping

from mnist_core.lessons.figures import Measure

Words = Mapping[str, str]
UNITS: Mapping[Measure, str] = {
    **dict.fromkeys(("test_accuracy", "best_test_accuracy", "first_test_accuracy",
                     "train_accuracy"), "percent"),
    "gap": "points", "receptive_field": "pixels"}
"""Of a value; losses and what is counted have none."""


def number_words(value: float, decimals: int | None, words: Words) -> str:
    """With ``decimals`` decimals; with None as few as it has."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".") if decimals is None else f"{value:,.{decimals}f}"
    return text.translate({ord(","): words["number.thousands"], ord("."): words["number.decimal"]})


def with_unit(number: str, unit: str | None, words: Words) -> str:
    return words[f"unit.{unit}"].format(num=number) if unit else number

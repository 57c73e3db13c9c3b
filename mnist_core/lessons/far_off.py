"""How far off a prediction was, as ``scripts/lessons/compared/far_off.js`` says it to players."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mnist_core.lessons.condition_words import number_words
from mnist_core.lessons.figures import Measure

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Size:
    """With how many decimals a difference and a value are written, and in which units."""

    decimals: int
    unit: str | None
    exact: int
    own: str | None


_ACCURACY, _LOSS = _Size(1, "points", 2, "percent"), _Size(2, None, 3, None)
_COUNT, _FIELD = _Size(0, None, 0, None), _Size(0, "pixels", 0, "pixels")
_SIZES: Mapping[Measure, _Size] = {
    **dict.fromkeys(("test_accuracy", "best_test_accuracy", "first_test_accuracy",
                     "train_accuracy"), _ACCURACY),
    "gap": _Size(1, "points", 2, "points"),
    **dict.fromkeys(("test_loss", "train_loss", "loss_rise"), _LOSS),
    "receptive_field": _FIELD}


def curve_words(measure: Measure, guess: Sequence[float | None], values: Sequence[float],
                words: Words) -> str:
    """After the first epoch and in the end, as far as both have them."""
    both = [(epoch, value - came) for epoch, (value, came) in enumerate(
        zip(guess, values, strict=False), 1) if value is not None]
    if not both:
        return words["compare.not-measured"]
    (first, off_first), (last, off_last) = both[0], both[-1]
    if first == last:
        return words["compare.curve-once"].format(off=off_words(measure, off_first, words),
                                                  epoch=first)
    return words["compare.curve"].format(first=off_words(measure, off_first, words),
                                         last=off_words(measure, off_last, words), epoch=last)


def off_words(measure: Measure, difference: float, words: Words) -> str:
    """``3.1 points too high``; ``difference`` is what was predicted less what was measured."""
    size = _SIZES.get(measure, _COUNT)
    if float(f"{abs(difference):.{size.decimals}f}") == 0:
        return words["compare.just-so"]
    return words["compare.too-high" if difference > 0 else "compare.too-low"].format(
        num=_measured(abs(difference), size.decimals, size.unit, words))


def value_words(measure: Measure, value: float, words: Words) -> str:
    """A value with its unit: ``98.20 %``, ``0.310``, ``22 pixels``."""
    size = _SIZES.get(measure, _COUNT)
    return _measured(value, size.exact, size.own, words)


def _measured(value: float, decimals: int, unit: str | None, words: Words) -> str:
    number = number_words(value, decimals, words)
    return words[f"unit.{unit}"].format(num=number) if unit else number

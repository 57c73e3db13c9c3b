"""How far off a prediction was, as ``scripts/lessons/compared/far_off.js`` says it to players."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mnist_core.lessons.figures import Measure
from mnist_core.lessons.measure_words import UNITS, Words, number_words, with_unit


@dataclass(frozen=True, slots=True)
class _Size:
    """With how many decimals a difference and a value are written, and the difference's unit."""

    decimals: int
    unit: str | None
    exact: int


_ACCURACY, _LOSS, _COUNT = _Size(1, "points", 2), _Size(2, None, 3), _Size(0, None, 0)
_SIZES: Mapping[Measure, _Size] = {
    **dict.fromkeys(("test_accuracy", "best_test_accuracy", "first_test_accuracy",
                     "train_accuracy", "gap"), _ACCURACY),
    **dict.fromkeys(("test_loss", "train_loss", "loss_rise"), _LOSS),
    "receptive_field": _Size(0, "pixels", 0)}


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
        num=with_unit(number_words(abs(difference), size.decimals, words), size.unit, words))


def value_words(measure: Measure, value: float, words: Words) -> str:
    """A value with its unit: ``98.20 %``, ``0.310``, ``22 pixels``."""
    return _value(value, _SIZES.get(measure, _COUNT).exact, measure, words)


def said_words(measure: Measure, value: float, words: Words) -> str:
    """A predicted value, without decimals that nobody typed: ``98 %``."""
    exact = _SIZES.get(measure, _COUNT).exact
    decimals = next(num for num in range(exact + 1) if round(value, num) == round(value, exact))
    return _value(value, decimals, measure, words)


def _value(value: float, decimals: int, measure: Measure, words: Words) -> str:
    return with_unit(number_words(value, decimals, words), UNITS.get(measure), words)

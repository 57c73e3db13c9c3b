"""Conditions in words, with what was measured: ``99.12 % on the test digits, at least 98.5 %``."""

from collections.abc import Mapping

from mnist_core.lessons.figures import Condition, Figures, Measure, RunName, Side
from mnist_core.lessons.measure_words import UNITS, Words, number_words, with_unit

_DECIMALS: Mapping[Measure, int] = {
    **dict.fromkeys(("test_accuracy", "best_test_accuracy", "first_test_accuracy",
                     "train_accuracy", "gap"), 2),
    **dict.fromkeys(("test_loss", "train_loss", "loss_rise"), 4)}
_OF_COUNTS: Mapping[Side, str] = {"above": "more-than", "below": "fewer-than"}


def condition_words(condition: Condition, figures: Mapping[RunName, Figures], words: Words) -> str:
    """What was measured of its run, and what the condition asks of it."""
    measure = condition.measure
    value = figures[condition.of].of(measure)
    name = f"condition.{measure.replace('_', '-')}"
    form = "one" if value == 1 else "other"
    said = words.get(f"{name}.{form}") or words[name]
    shown = number_words(value, _DECIMALS.get(measure, 0), words)
    return words["condition.both"].format(
        measured=said.format(value=with_unit(shown, UNITS.get(measure), words)),
        limit=_limit_words(condition, figures, words))


def _limit_words(condition: Condition, figures: Mapping[RunName, Figures], words: Words) -> str:
    side, limit = condition.side, condition.against(figures)
    if side in ("above", "at_least"):
        limit += condition.by
    elif side in ("below", "at_most"):
        limit -= condition.by
    is_counted = condition.measure not in _DECIMALS
    form = _OF_COUNTS.get(side, side) if is_counted else side
    return words[f"condition.{form.replace('_', '-')}"].format(
        limit=with_unit(number_words(limit, None, words), UNITS.get(condition.measure), words),
        by=number_words(condition.by, None, words))

"""The best value at the end of what was tried: better ones may lie beyond (Godbole et al., Deep
Learning Tuning Playbook, 2023)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.base.change import figure
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.question import Setting, is_number
from mnist_core.experiments.words import setting_words, value_words
from mnist_core.recipe.overrides import Scalar, main_key, models_of

MIN_VALUES = 3
"""Of two values one is always at the end."""
NEAR_END = 0.05
"""Of a range, as a share of it: by its logarithm where it was tried so."""
NUM_MORE = 2
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Edge:
    """A setting whose best value is the lowest or highest that was tried, and what to try instead:
    ``values`` (all of them, the new ones too), or a range from ``low`` to ``high``."""

    key: str
    end: Literal["low", "high"]
    value: float
    values: tuple[Scalar, ...] | None
    low: float | None
    high: float | None
    log: bool
    text: str


def edges(experiment: Experiment, best: int) -> tuple[Edge, ...]:
    """Of every setting of the best trial; none of one that cannot go any further."""
    overrides = next(trial.overrides for trial in experiment.trials if trial.number == best)
    found = (_edge(setting, overrides.get(setting.key)) for setting in experiment.question.settings)
    return tuple(edge for edge in found if edge and _can_be_trained(experiment, edge))


def limits(key: str) -> tuple[float, bool, float, bool]:
    """The lowest value that a recipe takes, whether it may be that very one, and the same of the
    highest."""
    full = main_key(key)
    lows: list[tuple[float, bool]] = []
    highs: list[tuple[float, bool]] = []
    for model in models_of(full):
        node = model.model_json_schema()["properties"][full.rpartition(".")[2]]
        for one in node.get("anyOf", [node]):
            if one.get("type") not in ("number", "integer"):
                continue
            lows.append(_limit(one, "minimum", "exclusiveMinimum", -math.inf))
            highs.append(_limit(one, "maximum", "exclusiveMaximum", math.inf))
    return (*min(lows, default=(-math.inf, True)), *max(highs, default=(math.inf, True)))


def _limit(node: dict[str, float], closed: str, opened: str, default: float) -> tuple[float, bool]:
    return (node[opened], False) if opened in node else (node.get(closed, default), True)


def _edge(setting: Setting, value: Scalar) -> Edge | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _edge_of_range(setting, value) if setting.range else _edge_of_list(setting, value)


def _edge_of_range(setting: Setting, value: float) -> Edge | None:
    low, high = setting.range or (0.0, 0.0)
    at = (math.log(value / low) / math.log(high / low) if setting.log
          else (value - low) / (high - low))
    if NEAR_END < at < 1 - NEAR_END:
        return None
    goes_up = at >= 1 - NEAR_END
    reach = math.sqrt(high / low) if setting.log else (high - low) / 2
    end, inner = (high, low) if goes_up else (low, high)
    wider = end * reach ** (1 if goes_up else -1) if setting.log else (
        end + reach * (1 if goes_up else -1))
    new = _allowed(setting.key, wider, end, is_whole=setting.is_whole)
    if new is None:
        return None
    ends = (inner, new) if goes_up else (new, inner)
    text = (f"The best {setting_words(setting.key)} is {figure(_rounded(value))}, near the "
            f"{'upper' if goes_up else 'lower'} end of its range. Whether it gets better beyond is "
            f"not known: widen the range to {figure(ends[0])} to {figure(ends[1])}.")
    return Edge(setting.key, "high" if goes_up else "low", value, None, *ends, setting.log, text)


def _edge_of_list(setting: Setting, value: float) -> Edge | None:
    numbers = sorted(one for one in setting.values or ()
                     if isinstance(one, int | float) and not isinstance(one, bool))
    is_numeric = is_number(setting.key) or setting.key in AUGMENTATIONS
    if not is_numeric or len(numbers) < MIN_VALUES or value not in (numbers[0], numbers[-1]):
        return None
    goes_up = value == numbers[-1]
    more = _beyond(setting, numbers if goes_up else numbers[::-1])
    if not more:
        return None
    new = tuple(figure(one) for one in more)
    text = (f"The best {setting_words(setting.key)} is {value_words(setting.key, value)}, the "
            f"{'highest' if goes_up else 'lowest'} that was tried. Whether it gets better beyond "
            f"is not known: try {' and '.join(new)}, too.")
    ordered = (*(setting.values or ()), *more)
    return Edge(setting.key, "high" if goes_up else "low", value, ordered, None, None, False, text)


def _beyond(setting: Setting, numbers: Sequence[float]) -> list[float]:
    """Up to two more values behind the last, spaced as the last ones are."""
    is_whole = all(isinstance(one, int) for one in numbers) and setting.is_whole
    end, before, first = numbers[-1], numbers[-2], numbers[-3]
    is_even = math.isclose(end - before, before - first)
    # 0.01, 0.1, 1 or 16, 32, 64: each a multiple of the one before
    is_geometric = not is_even and min(end, before, first) > 0
    found: list[float] = []
    for _ in range(NUM_MORE):
        last = found[-1] if found else end
        wanted = last * end / before if is_geometric else last + (end - before)
        new = _allowed(setting.key, wanted, last, is_whole=is_whole)
        if new is None:
            break
        found.append(new)
    return found


def _allowed(key: str, wanted: float, end: float, *, is_whole: bool) -> float | None:
    """The value that is wanted, or as far as the recipe goes; None if it is at its limit."""
    low, low_closed, high, high_closed = limits(key)
    goes_up = wanted > end
    limit, is_closed = (high, high_closed) if goes_up else (low, low_closed)
    is_beyond = wanted > limit if goes_up else wanted < limit
    if is_beyond or (wanted == limit and not is_closed):
        wanted = limit if is_closed else (end + limit) / 2
    new = float(round(wanted)) if is_whole else _rounded(wanted)
    if is_whole:
        new = int(new)
    return new if (new > end if goes_up else new < end) else None


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _can_be_trained(experiment: Experiment, edge: Edge) -> bool:
    tried = edge.values[-1] if edge.values else edge.high if edge.end == "high" else edge.low
    try:
        experiment.question.recipe(experiment.recipe, {edge.key: tried},
                                   experiment.question.seeds[0])
    except ValueError:
        return False
    return True

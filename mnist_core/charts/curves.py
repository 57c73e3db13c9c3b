"""Accuracy and loss by epoch: which lines stand in the two charts, and what their axes show."""

from collections.abc import Iterable, Sequence
from math import isfinite

from mnist_core.base.format import loss_text
from mnist_core.base.markup import Markup
from mnist_core.charts.epoch_chart import Line, Range, epoch_chart
from mnist_core.training.epoch_record import EpochRecord

WORST_SHOWN = 3.0
"""Percentage points below the best of the lowest curve at which the axis of accuracies ends: a
first epoch at chance would press all that matters into one line."""
LARGEST_SHOWN = 5.0
"""The axis of losses ends at this multiple of the lowest loss of the highest curve."""


def accuracy_chart(key: str, lines: Sequence[Line], target: float,
                   axis_for: Sequence[Line] = ()) -> Markup:
    """Accuracies in percent; the axis shows all lines well, or those of ``axis_for``."""
    low, high = accuracy_range([line.values for line in axis_for or lines], target)
    hidden = any(value < low for line in lines for value in line.values)
    told = " ".join([*(f"{line.name} ends at {line.values[-1]:.2f} % and is best, "
                       f"{max(line.values):.2f} %, in epoch "
                       f"{[*line.values].index(max(line.values)) + 1} of {len(line.values)}."
                       for line in lines if line.values),
                     f"The target is {target:g} %."])
    title = "Accuracy in percent" + (", the lowest values cut off" if hidden else "")
    return epoch_chart(key, title, told, lines, (low, high), " %", target)


def loss_chart(key: str, lines: Sequence[Line], axis_for: Sequence[Line] = ()) -> Markup:
    """Losses in nats; the axis as that of accuracies."""
    told = " ".join(f"{line.name} ends at {loss_text(line.values[-1])}." for line in lines
                    if line.values and isfinite(line.values[-1]))
    shown = loss_range([line.values for line in axis_for or lines])
    hidden = any(value > shown[1] for line in lines for value in line.values)
    title = "Loss in nats" + (", the highest values cut off" if hidden else "")
    return epoch_chart(key, title, told, lines, shown)


def lines_of(epochs: Sequence[EpochRecord], test: str, train: str) -> tuple[list[Line], list[Line]]:
    """The lines of one training by their names: of its accuracies, and of its losses."""
    return ([Line(train, "train", [epoch.train_accuracy for epoch in epochs]),
             Line(test, "test", [epoch.test_accuracy for epoch in epochs])],
            [Line(train, "train", [epoch.train_loss for epoch in epochs]),
             Line(test, "test", [epoch.test_loss for epoch in epochs])])


def accuracy_range(curves: Iterable[Sequence[float]], target: float) -> Range:
    known = [values for values in curves if values]
    high = max(target, *(max(values) for values in known))
    return max(lowest_shown(known), 0.0), min(high + 0.2, 100.05)


def lowest_shown(curves: Sequence[Sequence[float]]) -> float:
    """Where an axis of accuracies begins, in percent."""
    best = min(max(values) for values in curves)
    return max(min(min(values) for values in curves), best - WORST_SHOWN) - 0.1


def loss_range(curves: Iterable[Sequence[float]]) -> Range:
    known = [finite for values in curves if (finite := [*filter(isfinite, values)])]
    if not known:
        return 0.0, 1.0
    highest = max(max(values) for values in known)
    return 0.0, max(min(highest, LARGEST_SHOWN * max(min(values) for values in known)), 1e-4) * 1.05

"""A published step against its ladder's goal: accuracy, size and time, each met or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mnist_core.findings.report import NUM_LAST
from mnist_core.ladders import Goal, Step


@dataclass(frozen=True, slots=True)
class Check:
    """One part of a goal, and whether it was met."""

    outcome: Literal["met", "partly", "missed"]
    text: str


def best_epoch_number(accuracies: Sequence[float]) -> int:
    """The first epoch, from 1, that has the highest accuracy."""
    return accuracies.index(max(accuracies)) + 1


def checks(step: Step, goal: Goal) -> tuple[Check, ...]:
    """Accuracy, size and time of the published run against the ladder's goal."""
    accuracies = step.log.test_accuracy
    at_target = sum(map(goal.is_reached, accuracies[-NUM_LAST:]))
    first = next((epoch for epoch, value in enumerate(accuracies, start=1)
                  if goal.is_reached(value)), None)
    where = (f"{goal.test_accuracy:.2f} % or more in {at_target} of the last {NUM_LAST} published "
             "epochs")
    if at_target == NUM_LAST:
        accuracy = Check("met", f"{where}: held")
    elif first:
        accuracy = Check("partly", f"{where}: first in epoch {first}, not held")
    else:
        accuracy = Check("missed", f"{where}: not reached")
    parameters, epochs = step.published.parameters, len(accuracies)
    small = goal.allows(parameters)
    quick = epochs <= goal.max_epochs
    return (
        accuracy,
        Check("met" if small else "missed",
              f"{parameters:,} parameters: {'' if small else 'not '}fewer than "
              f"{goal.max_parameters:,}"),
        Check("met" if quick else "missed",
              f"{epochs} epochs: {'at most' if quick else 'more than'} {goal.max_epochs}"),
    )

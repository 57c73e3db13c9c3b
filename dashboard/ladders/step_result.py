"""What came of a published step, and of my own runs of it: judged against the ladder's goal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from mnist_core.ladders import Goal, Step
from mnist_core.reference.records import runs_of_step
from mnist_core.runs.records import Run

LAST_EPOCHS = 5
"""Over how many epochs at the end a goal counts as held."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part of a goal, and whether it was met."""

    outcome: Literal["met", "partly", "missed"]
    text: str


def percent(accuracy: float | None) -> str:
    """``99.42 %``; a dash where there is none."""
    return "–" if accuracy is None else f"{accuracy:.2f}\N{NO-BREAK SPACE}%"


def unbroken(text: str) -> str:
    """The text with every percent sign kept on the line of its number."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def best_epoch(accuracies: Sequence[float]) -> int:
    """The first epoch, from 1, that has the highest accuracy."""
    return accuracies.index(max(accuracies)) + 1


def checks(step: Step, goal: Goal) -> tuple[Check, ...]:
    """Accuracy, size and time of the published run against the ladder's goal."""
    accuracies = step.log.test_accuracy
    at_target = sum(value >= goal.test_accuracy for value in accuracies[-LAST_EPOCHS:])
    first = next((epoch for epoch, value in enumerate(accuracies, start=1)
                  if value >= goal.test_accuracy), None)
    where = f"{percent(goal.test_accuracy)} or more in {at_target} of the last {LAST_EPOCHS} epochs"
    if at_target == LAST_EPOCHS:
        accuracy = Check("met", f"{where}: held")
    elif first:
        accuracy = Check("partly", f"{where}: first in epoch {first}, not held")
    else:
        accuracy = Check("missed", f"{where}: not reached")
    parameters, epochs = step.published.parameters, len(accuracies)
    small = parameters < goal.max_parameters
    quick = epochs <= goal.max_epochs
    return (
        accuracy,
        Check("met" if small else "missed",
              f"{parameters:,} parameters: {'' if small else 'not '}fewer than "
              f"{goal.max_parameters:,}"),
        Check("met" if quick else "missed",
              f"{epochs} epochs: {'at most' if quick else 'more than'} {goal.max_epochs}"),
    )


def mean_best(step: Step) -> float | None:
    """The best test accuracy of the step's reference runs, mean over their seeds."""
    runs = runs_of_step(step.id)
    return fmean(run.best_test_accuracy for run in runs) if runs else None


def comparable(runs: Iterable[Run]) -> list[Run]:
    """The finished runs that were tested on all 10,000 digits, not on the offline sample."""
    return [run for run in runs if run.state == "finished" and run.best_test_accuracy is not None
            and "sample" not in (run.source or "").lower()]


def best_accuracies(runs: Iterable[Run]) -> dict[str, float]:
    """The best test accuracy of my comparable runs of each step."""
    best: dict[str, float] = {}
    for run in comparable(runs):
        if run.step_id and run.best_test_accuracy is not None:
            best[run.step_id] = max(run.best_test_accuracy, best.get(run.step_id, 0))
    return best

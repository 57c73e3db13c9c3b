"""What came of a published step, and of my own runs of it: judged against the ladder's goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from mnist_core.findings.report import NUM_LAST
from mnist_core.ladders import Goal, Step
from mnist_core.reference.records import runs_of_step
from mnist_core.runs.records.run_list import COMPARABLE, RunEntry, num_runs, run_entries
from mnist_core.runs.records.store import Store

MOST_NEWEST = 150
MOST_BEST = 50


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
    at_target = sum(map(goal.is_reached, accuracies[-NUM_LAST:]))
    first = next((epoch for epoch, value in enumerate(accuracies, start=1)
                  if goal.is_reached(value)), None)
    where = f"{percent(goal.test_accuracy)} or more in {at_target} of the last {NUM_LAST} epochs"
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


def mean_best(step: Step) -> float | None:
    """The best test accuracy of the step's reference runs, mean over their seeds."""
    runs = runs_of_step(step.id)
    return fmean(run.best_test_accuracy for run in runs) if runs else None


@dataclass(frozen=True, slots=True)
class Charted:
    """The own runs that a chart shows, of ``num`` that were finished on the whole test set."""

    runs: tuple[RunEntry, ...]
    num: int

    @property
    def note(self) -> str:
        """What a chart does not show; empty where it shows everything."""
        return "" if len(self.runs) == self.num else (
            f"Of {self.num:,} own runs the newest {MOST_NEWEST} and the best {MOST_BEST} are "
            "shown.")


def charted(store: Store) -> Charted:
    """All finished runs that were tested on all digits, or the newest and the best of many."""
    newest = run_entries(store, COMPARABLE, limit=MOST_NEWEST)
    best = [] if len(newest) < MOST_NEWEST else run_entries(
        store, COMPARABLE, sort="-best", limit=MOST_BEST)
    shown = {run.id: run for run in (*newest, *best)}
    return Charted(tuple(shown.values()), num_runs(store, COMPARABLE))

"""What the seeds of one step came to, beside what its author published."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mnist_core.findings.analysis import CHANCE_PERCENT
from mnist_core.findings.report import NUM_LAST, goal_of, num_reaching
from mnist_core.findings.seeds import SeedReport, Spread, seed_report
from mnist_core.findings.significance import new_run_range
from mnist_core.ladders import STEPS, Step
from mnist_core.reference.records import ReferenceRun, reference_id, reference_runs

NOTABLE_POINTS = 0.2
"""A difference in best test accuracy, in percentage points, that needs an explanation."""


Lies = Literal["within", "above", "below"]
ROUNDING = 0.005
"""Percentage points, of figures that were published with two decimals."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The reference runs of a step, or of one of its variants; none where it was not measured.

    ``title`` says what a variant does differently; empty for the step as published.
    """

    step: Step
    variant: str | None
    title: str
    runs: tuple[ReferenceRun, ...]

    @property
    def reference_id(self) -> str:
        return reference_id(self.step.id, self.variant)

    @property
    def report(self) -> SeedReport | None:
        """Test accuracies over the seeds."""
        return seed_report([run.epochs() for run in self.runs]) if self.runs else None

    @property
    def difference_points(self) -> float | None:
        """Our best test accuracy, mean over the seeds, less that of the published log."""
        report = self.report
        return report.best.mean - self.step.log.best_test_accuracy if report else None

    @property
    def num_unlearned(self) -> int:
        """How many of the seeds never learned anything."""
        return sum(run.best_test_accuracy < CHANCE_PERCENT for run in self.runs)

    @property
    def best_lies(self) -> Lies | None:
        """Where the published best lies beside ours; see ``published_lies``."""
        report = self.report
        return published_lies(self.step.log.best_test_accuracy, report.best) if (
            report and not self.num_unlearned) else None

    @property
    def last_five_lies(self) -> Lies | None:
        """Where the published mean of the last five epochs lies beside ours."""
        report = self.report
        return published_lies(last_five(self.step.log.test_accuracy), report.last_five) if (
            report and not self.num_unlearned) else None

    @property
    def is_notable(self) -> bool:
        """Whether ours is further from the published log than the notes leave unexplained.

        That is by more than ``NOTABLE_POINTS``, or by more than one more seed would be. Of twenty
        steps the latter is chance in one.
        """
        points = self.difference_points
        return points is not None and (
            abs(points) > NOTABLE_POINTS or self.best_lies in ("above", "below"))

    @property
    def hits(self) -> tuple[int, ...]:
        """Of each seed, how many of its last five epochs reach the ladder's target."""
        goal = goal_of(self.step.id)
        return tuple(num_reaching(run.epochs(), goal) for run in self.runs)


def summaries(runs: Sequence[ReferenceRun] | None = None) -> tuple[Summary, ...]:
    """All steps in the order of their ladders, each followed by its variants."""
    known = reference_runs() if runs is None else runs
    return tuple(
        Summary(step, variant, title, tuple(
            run for run in known if (run.step_id, run.record.variant) == (step.id, variant)))
        for step in STEPS.values()
        for variant, title in ((None, ""), *((each.id, each.title) for each in step.variants)))


def published_lies(published: float, ours: Spread) -> Lies | None:
    """Whether a published figure lies where one more seed of ours would with 95 % confidence, or
    above or below it.

    None where it cannot be said: of one seed, and of seeds that do not differ.
    """
    ends = new_run_range(ours)
    if ends is None:
        return None
    if published < ends[0] - ROUNDING:
        return "below"
    return "above" if published > ends[1] + ROUNDING else "within"


def last_five(accuracies: Sequence[float]) -> float:
    """The mean of the last five values."""
    return statistics.fmean(accuracies[-NUM_LAST:])

"""What the seeds of one step came to, beside what its author published."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.findings.report import NUM_LAST, goal_of, num_reaching
from mnist_core.findings.seeds import SeedReport, seed_report
from mnist_core.ladders import STEPS, Step
from mnist_core.reference.records import ReferenceRun, reference_id, reference_runs

NOTABLE_POINTS = 0.2
"""A difference in best test accuracy, in percentage points, that needs an explanation."""


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
    def is_notable(self) -> bool:
        """Whether ours is further from the published log than the notes leave unexplained.

        That is by more than ``NOTABLE_POINTS``, or, of several seeds, outside their range by
        more than rounding.
        """
        report, points = self.report, self.difference_points
        if report is None or points is None:
            return False
        published = self.step.log.best_test_accuracy
        is_outside = report.best.n > 1 and not (
            report.best.min - 0.005 <= published <= report.best.max + 0.005)
        return abs(points) > NOTABLE_POINTS or is_outside

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


def last_five(accuracies: Sequence[float]) -> float:
    """The mean of the last five values."""
    return statistics.fmean(accuracies[-NUM_LAST:])

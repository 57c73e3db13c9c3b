"""What came of a lesson as a browser gets it: with pictures of the digits that it tells of."""

from collections.abc import Mapping

from mnist_core.data.mnist import Dataset
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.outcome.outcome import Outcome, indices_of, outcome
from mnist_core.lessons.shown.shown_blocks import ShownDigit
from mnist_core.lessons.shown.shown_digits import shown_digits
from mnist_core.trained.trained import History


class ShownOutcome(Outcome):
    """``digits`` are the pictures of all that it tells of, where they are the ones at hand."""

    digits: list[ShownDigit]


def shown_outcome(lesson: Lesson, runs: Mapping[RunName, History], dataset: Dataset | None
                  ) -> ShownOutcome:
    """``dataset`` are the digits at hand."""
    told = outcome(lesson, runs)
    is_same = dataset and all(trained.source in (None, dataset.source.description)
                              for trained in runs.values())
    return {**told, "digits": shown_digits(dataset if is_same else None, indices_of(told))}

"""What two of the compared runs come to against each other: the title, and the test below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.compare.moments import Moments
from dashboard.compare.runs import Compared
from dashboard.glossary.marked import link
from mnist_core.base.format import percent
from mnist_core.findings.same_epoch import compare_at
from mnist_core.findings.significance import (
    LEVEL,
    AccuracyComparison,
    DigitComparison,
    chance_words,
)

MCNEMAR = link("mcnemar", "McNemar's test")


@dataclass(frozen=True, slots=True)
class Finding:
    """Two runs; ``compared`` is None where they have read different digits, and ``problem`` says
    so."""

    first: Compared
    second: Compared
    moments: Moments
    compared: DigitComparison | AccuracyComparison | None
    problem: str

    @property
    def title(self) -> str:
        """``A is behind C after 2 epochs, 98.31 % to 98.42 %``; neither is called ahead where the
        difference may be chance."""
        ours, theirs = self.moments.accuracy(self.first), self.moments.accuracy(self.second)
        one, other = self.first.letter, self.second.letter
        if ours == theirs:
            told = f"{one} is level with {other}"
        elif self.compared and self.compared.p_value >= LEVEL:
            told = f"{one} and {other}: within chance"
        else:
            told = f"{one} is {'ahead of' if ours > theirs else 'behind'} {other}"
        return (f"{told} {self.moments.words(self.first, self.second)}, {percent(ours)} to "
                f"{percent(theirs)}")

    @property
    def chance(self) -> str:
        """``0.11 points: that could easily be chance (p = 0.58).``"""
        points = abs(self.moments.accuracy(self.first) - self.moments.accuracy(self.second))
        if self.compared is None:
            return f"{points:.2f} points, on different test digits."
        return f"{points:.2f} points: {chance_words(self.compared.p_value)}."

    @property
    def method(self) -> str:
        """What was tested, and what the test is about."""
        told = []
        if self.moments.at == "best":
            told.append("To pick the best epoch by the test set flatters both; the same epoch and "
                        "the end do not.")
        if not self.moments.is_same_epoch:
            told.append("The two were not trained equally long: this is about two networks, and "
                        "says little about their recipes.")
        if isinstance(self.compared, AccuracyComparison):
            told.append("Which digits each read wrong then was not kept, so that only the "
                        "accuracies are compared (Fisher's exact test), which is more cautious.")
        elif self.compared is not None:
            told.append(f"{MCNEMAR}, exact, digit by digit.")
        return " ".join(told)


def finding_of(first: Compared, second: Compared, moments: Moments) -> Finding:
    """The two at their moments; both are measured."""
    epochs = (moments.epochs[run.letter] for run in (first, second))
    try:
        return Finding(first, second, moments,
                       compare_at(first.side, second.side, *epochs), "")
    except ValueError as error:
        return Finding(first, second, moments, None, str(error))


def ranked(runs: Sequence[Compared], moments: Moments) -> list[Compared]:
    """Whom to look at first: the first own run, then the most accurate ones; only measured ones."""
    measured = sorted((run for run in runs if run.letter in moments.epochs),
                      key=lambda run: (-moments.accuracy(run), run.place))
    own = min((run for run in measured if run.kind == "own"), default=None,
              key=lambda run: run.place)
    return measured if own is None else [own, *(run for run in measured if run is not own)]

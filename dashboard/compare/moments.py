"""At which epoch each compared run is held against the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.compare.runs import Compared
from mnist_core.findings.same_epoch import after_epochs, common_epoch

At = Literal["same", "last", "best"]
OPTIONS: tuple[At, ...] = ("same", "last", "best")


@dataclass(frozen=True, slots=True)
class Moments:
    """``epochs`` has, by letter, the epoch from 1 at which a measured run stands."""

    at: At
    epochs: Mapping[str, int]

    @property
    def is_same_epoch(self) -> bool:
        return len(set(self.epochs.values())) == 1

    def accuracy(self, run: Compared) -> float:
        """Percent, on the test digits; of a run that is measured."""
        return run.epochs[self.epochs[run.letter] - 1].test_accuracy

    def words(self, first: Compared, second: Compared) -> str:
        """``after 2 epochs``, ``at their ends, epochs 2 and 15``, of these two."""
        one, other = (self.epochs[run.letter] for run in (first, second))
        if self.at == "best":
            return f"at their best, epochs {one} and {other}"
        return after_epochs(one) if one == other else f"at their ends, epochs {one} and {other}"


def moments_of(runs: Sequence[Compared], at: At) -> Moments:
    """Where the runs stand that are measured."""
    common = common_epoch(run.epochs for run in runs)
    epochs: dict[str, int] = {}
    for run in runs:
        if run.best and common:
            epochs[run.letter] = (run.best.epoch if at == "best" else
                                  len(run.epochs) if at == "last" else common)
    return Moments(at, epochs)


def option_words(runs: Sequence[Compared]) -> dict[At, str]:
    """What can be chosen; the same epoch and the end are one where all runs are equally long."""
    lengths = {len(run.epochs) for run in runs if run.epochs}
    words: dict[At, str] = {"same": f"epoch {min(lengths, default=0)}",
                            "last": "the end", "best": "the best"}
    return {at: words[at] for at in OPTIONS if at != "last" or len(lengths) > 1}

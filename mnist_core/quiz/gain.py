"""The normalised gain: of what could still be learnt, how much was (Hake 1998, Am. J. Phys. 66, 64,
doi 10.1119/1.18809), for one person and for a class.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from mnist_core.base.format import count_of
from mnist_core.findings.significance import INTERVAL, chance_words, mcnemar_p_value
from mnist_core.quiz.marks import Marks


@dataclass(frozen=True, slots=True)
class Gain:
    """One person's, from two sittings with the same kinds of question."""

    before: Marks
    after: Marks

    @property
    def share(self) -> float | None:
        """(after − before) / (all − before): 1 where everything that was missing was learnt; None
        where nothing was missing."""
        missing = self.before.num - self.before.num_right
        return (self.after.num_right - self.before.num_right) / missing if missing else None

    @property
    def num_learnt(self) -> int:
        """Kinds of question that are right now and were not."""
        return sum(right and not self.before.right.get(kind, False)
                   for kind, right in self.after.right.items())

    @property
    def num_lost(self) -> int:
        """Kinds that were right and are not now."""
        return sum(right and not self.after.right.get(kind, False)
                   for kind, right in self.before.right.items())

    @property
    def p_value(self) -> float:
        """How often chance alone splits the kinds that changed at least as unevenly (exact sign
        test)."""
        return mcnemar_p_value(self.num_learnt, self.num_lost)

    @property
    def sentence(self) -> str:
        """What came of it, in words."""
        num, before, after = self.before.num, self.before.num_right, self.after.num_right
        told = f"{before} of {num} were right before, {after} of {num} after"
        if self.share is None:
            return f"{told}. Everything was right before, so there was nothing to gain."
        if after > before:
            return (f"{told}: of the {count_of(num - before, 'question')} that were still to be "
                    f"learnt, you gained {after - before} (normalised gain {self.share:.2f}).")
        if after == before:
            return f"{told}: as many as before (normalised gain 0)."
        share = f"{self.share:.2f}".replace("-", "−")
        return f"{told}: {before - after} fewer (normalised gain {share})."

    @property
    def chance_sentence(self) -> str:
        """How far chance can be behind it."""
        changed = self.num_learnt + self.num_lost
        if not changed:
            return "No kind of question changed from wrong to right or back."
        told = (f"{count_of(self.num_learnt, 'kind')} of question went from wrong to right, "
                f"{self.num_lost} from right to wrong: {chance_words(self.p_value)}.")
        return (f"{told} With {count_of(self.before.num, 'question')} of four answers, one or two "
                "more right can be luck.")


@dataclass(frozen=True, slots=True)
class ClassGain:
    """The gains of those who took both quizzes.

    Attributes:
        num_both: how many they are.
        num_full: how many of them had everything right before, and so no gain.
        before, after: mean of right answers; None of nobody.
        of_means: the gain of the class's means, as Hake has it.
        mean: of the single gains; ``low`` to ``high`` is where it lies with 95 % confidence (by
            Student's t), None with fewer than two or where all are the same.
    """

    num_both: int
    num_full: int
    before: float | None
    after: float | None
    of_means: float | None
    mean: float | None
    low: float | None
    high: float | None

    @property
    def n(self) -> int:
        """How many gains the mean is of."""
        return self.num_both - self.num_full


def class_gain(gains: Sequence[Gain]) -> ClassGain:
    if not gains:
        return ClassGain(0, 0, None, None, None, None, None, None)
    before = statistics.fmean(gain.before.num_right for gain in gains)
    after = statistics.fmean(gain.after.num_right for gain in gains)
    missing = statistics.fmean(gain.before.num for gain in gains) - before
    shares = [share for gain in gains if (share := gain.share) is not None]
    low, high = _interval(shares)
    return ClassGain(len(gains), len(gains) - len(shares), before, after,
                     (after - before) / missing if missing else None,
                     statistics.fmean(shares) if shares else None, low, high)


def _interval(shares: Sequence[float]) -> tuple[float | None, float | None]:
    if len(shares) < 2 or min(shares) == max(shares):
        return None, None
    found = stats.ttest_1samp(shares, 0).confidence_interval(INTERVAL)
    return float(found.low), float(found.high)

"""Who had only fitted the first half: what the second half says of the ranking by the first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from mnist_core.challenges.ranking import Entry, Place, ranked
from mnist_core.findings.significance import LEVEL, p_text

FEWEST = 3
"""Entries: of fewer nobody can say what the others let expect."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry by both halves.

    Attributes:
        surplus: how many percentage points better it was on the first half than on the second,
            beyond what the digits of both let the others be; None with fewer than three entries.
        p_value: how often chance makes it so large or larger.
        has_only_fitted: that is so seldom that it is more than chance, as many as were looked at.
    """

    before: Place
    after: Place
    surplus: float | None = None
    p_value: float = 1.0
    has_only_fitted: bool = False

    @property
    def words(self) -> str:
        """``fell 4 places: had only fitted the first half (0.42 points, p = 0.001)``."""
        places = self.after.first - self.before.first
        noun = "place" if abs(places) == 1 else "places"
        told = (f"fell {places} {noun}" if places > 0 else
                f"rose {-places} {noun}" if places else "kept its place")
        if not self.has_only_fitted:
            return told
        return (f"{told}: had only fitted the first half ({self.surplus:.2f} points, "
                f"{p_text(self.p_value)})")


def moved(entries: Sequence[Entry], half: NDArray[np.bool_]) -> tuple[Moved, ...]:
    """By the second half, which decides, the best first.

    Halves are not equally hard. So each digit is held against how the others read it, and what is
    left of an entry on the first half against what is left on the second (Welch's t test,
    one-sided; its level is divided by the number of entries: Bonferroni).
    """
    before = {place.key: place for place in ranked(entries, half)}
    found = {entry.key: _surplus(entry, entries, half) for entry in entries}
    level = LEVEL / max(1, len(entries))
    return tuple(
        Moved(before[place.key], place, surplus, p_value, surplus is not None and p_value < level)
        for place in ranked(entries, ~half) for surplus, p_value in (found[place.key],))


def _surplus(entry: Entry, entries: Sequence[Entry], half: NDArray[np.bool_]
             ) -> tuple[float | None, float]:
    """In percentage points, and how often chance does as much."""
    others = [other.num_right / other.num_seeds for other in entries if other is not entry]
    if len(others) < FEWEST - 1:
        return None, 1.0
    left = 100 * (entry.num_right / entry.num_seeds - np.mean(others, axis=0))
    first, second = left[half], left[~half]
    surplus = float(first.mean() - second.mean())
    if not np.ptp(left):
        return surplus, 1.0
    test = stats.ttest_ind(first, second, equal_var=False, alternative="greater")
    return surplus, float(test.pvalue)


def fitted_words(found: Sequence[Moved]) -> str:
    """``2 of 12 had only fitted the first half.``, or why nobody can say."""
    if len(found) < FEWEST:
        return f"Of fewer than {FEWEST} nobody can say who had only fitted the first half."
    num = sum(one.has_only_fitted for one in found)
    if num:
        return f"{num} of {len(found)} had only fitted the first half."
    return "Nobody had only fitted the first half: no fall is larger than chance makes it."

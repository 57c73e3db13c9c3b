"""A ranking in which chance decides nothing: places that cannot be told apart are shared.

The best is on the first place. Whoever follows shares it as long as the digits do not tell them
from the best (McNemar's test, for several seeds its generalisation, ``paired_p_value``); the first
one whom they do begins the next place, with whom those after are compared. So a place is shared
with its best, never with a neighbour alone: a long row of small differences adds up to a large one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.findings.significance import LEVEL, paired_p_value


@dataclass(frozen=True, slots=True)
class Entry:
    """Who takes part, and what its networks made of the N test digits.

    Attributes:
        key: its number.
        num_right: int64 [N]: how many of its ``num_seeds`` networks read each digit right.
    """

    key: int
    num_right: NDArray[np.int64]
    num_seeds: int = 1

    def accuracy(self, half: NDArray[np.bool_]) -> float:
        """Percent of these digits; the mean over seeds."""
        return 100 * int(self.num_right[half].sum()) / (self.num_seeds * int(half.sum()))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is: on ``first``, or on all places from there to ``last``, which it shares."""

    key: int
    accuracy: float
    first: int
    last: int

    @property
    def words(self) -> str:
        """``3``, or ``1 to 3``."""
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def ranked(entries: Sequence[Entry], half: NDArray[np.bool_]) -> tuple[Place, ...]:
    """The best first, by the digits of ``half``; of equally good ones whoever stands first."""
    order = sorted(entries, key=lambda entry: -entry.accuracy(half))
    groups: list[list[Entry]] = []
    for entry in order:
        if groups and not _differ(groups[-1][0], entry, half):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    places: list[Place] = []
    for group in groups:
        first = len(places) + 1
        places += [Place(entry.key, entry.accuracy(half), first, first + len(group) - 1)
                   for entry in group]
    return tuple(places)


def shared_words(places: Sequence[Place]) -> tuple[str, ...]:
    """``Places 1 to 3 cannot be told apart.``: one sentence for each place that is shared."""
    shared = dict.fromkeys((place.first, place.last) for place in places
                           if place.first < place.last)
    return tuple(f"Places {first} {'and' if last == first + 1 else 'to'} {last} cannot be told "
                 "apart." for first, last in shared)


def _differ(best: Entry, entry: Entry, half: NDArray[np.bool_]) -> bool:
    assert best.num_seeds == entry.num_seeds
    return paired_p_value(best.num_right[half] - entry.num_right[half]) < LEVEL

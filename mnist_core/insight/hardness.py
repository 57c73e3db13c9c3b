"""Hardness of digits: those that most networks misread, that only one does, or one of two does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.trained.trained import Predictions

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hardness:
    """One network's errors in the light of all others', measured on the same digits.

    Attributes:
        times_wrong: int64 [N]: how many of the networks, the one among them, misread each digit.
        num_networks: how many there are, the one among them.
        wrong: bool [N]: what the one misreads.
    """

    times_wrong: Indices
    num_networks: int
    wrong: NDArray[np.bool_]

    @property
    def for_everyone(self) -> Indices:
        """Misread by more than half of all networks, whether or not by this one."""
        return np.flatnonzero(2 * self.times_wrong > self.num_networks)

    @property
    def only_here(self) -> Indices:
        """Misread by this network and by no other."""
        return np.flatnonzero(self.wrong & (self.times_wrong == 1))


def hardness(correct: NDArray[np.bool_], others: Sequence[Predictions]) -> Hardness:
    """``correct``, bool [N], is what the network in question reads right."""
    times = (~correct).astype(np.int64)
    for predictions in others:
        times += ~predictions.correct
    return Hardness(times, len(others) + 1, ~correct)


@dataclass(frozen=True, slots=True)
class FixedAndBroken:
    """What changed from one network to another: indices of digits, in the order of the split."""

    fixed: Indices
    broken: Indices
    still_wrong: Indices


def fixed_and_broken(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> FixedAndBroken:
    """From what was read right ``before`` and ``after``, bool [N] each."""
    return FixedAndBroken(np.flatnonzero(~before & after), np.flatnonzero(before & ~after),
                   np.flatnonzero(~before & ~after))

"""Intervals of means."""

import numpy as np
import pytest
from scipy import stats

from mnist_core.experiments.means import Mean, mean_of


def test_an_interval_is_students() -> None:
    values = [99.30, 99.36, 99.28, 99.41]
    found = mean_of(values)
    assert found and found.std == pytest.approx(np.std(values, ddof=1))
    assert (found.low, found.high) == pytest.approx(stats.t.interval(
        0.95, 3, loc=np.mean(values), scale=stats.sem(values)))


def test_one_value_and_equal_ones_have_no_interval() -> None:
    assert mean_of([99.3]) == Mean(1, 99.3)
    equal = mean_of([99.3, 99.3, 99.3])
    assert equal and (equal.n, equal.low, equal.high) == (3, None, None)
    assert equal.mean == pytest.approx(99.3)
    assert mean_of([]) is None


@pytest.mark.parametrize("n", [2, 3, 5])
def test_19_of_20_intervals_hold_the_true_mean(n: int) -> None:
    samples = np.random.default_rng(n).normal(99.4, 0.07, (3_000, n))
    held = [bool(found.low and found.high and found.low <= 99.4 <= found.high)
            for sample in samples if (found := mean_of(list(map(float, sample))))]
    assert np.mean(held) == pytest.approx(0.95, abs=0.013)

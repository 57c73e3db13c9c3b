"""Pairs by seed and Holm's correction: against SciPy, tables done by hand, and experiments in which
nothing differs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mnist_core.experiments.comparison import compare, holm, with_anchor, with_best
from mnist_core.findings.significance import LEVEL

NUM_EXPERIMENTS = 1_500
# three standard errors of a share of 5 % among so many
MAX_SHARE = LEVEL + 3 * (LEVEL * (1 - LEVEL) / NUM_EXPERIMENTS) ** 0.5


def test_a_pair_is_judged_by_the_seeds_that_both_have() -> None:
    a = {1: 99.30, 2: 99.36, 3: 99.28, 9: 99.0}
    b = {1: 99.41, 2: 99.43, 3: 99.42, 4: 98.0}
    found = compare((1, a), (2, b))
    assert found
    expected = stats.ttest_rel([b[seed] for seed in (1, 2, 3)], [a[seed] for seed in (1, 2, 3)])
    interval = expected.confidence_interval(0.95)
    assert (found.a, found.b, found.num_pairs) == (1, 2, 3)
    assert (found.p_value, found.low, found.high) == pytest.approx(
        (expected.pvalue, interval.low, interval.high))
    assert found.difference == pytest.approx((0.11 + 0.07 + 0.14) / 3)


def test_without_two_seeds_in_common_means_are_compared() -> None:
    a, b = [99.30, 99.36, 99.28], [99.41, 99.43]
    found = compare((1, dict(enumerate(a))), (2, dict(enumerate(b, 10))))
    assert found and found.num_pairs == 0
    assert found.p_value == pytest.approx(stats.ttest_ind(b, a, equal_var=False).pvalue)


@pytest.mark.parametrize(("a", "b"), [
    ({1: 99.3}, {1: 99.4}), ({1: 99.3}, {2: 99.4}), ({1: 99.3, 2: 99.2}, {1: 99.4, 2: 99.3})])
def test_one_seed_or_equal_differences_say_nothing_of_chance(a: dict[int, float],
                                                             b: dict[int, float]) -> None:
    found = compare((1, a), (2, b))
    assert found and found.difference == pytest.approx(0.1)
    assert (found.p_value, found.adjusted, found.low, found.is_told_apart) == (
        None, None, None, False)


def test_nothing_is_compared_with_nothing() -> None:
    assert compare((1, {}), (2, {1: 99.0})) is None


def test_holms_correction_by_hand() -> None:
    # sorted: 0.005 x 4, 0.01 x 3, 0.03 x 2, 0.04 x 1, and none is below the one before
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.01, 0.04], 6) == pytest.approx([0.06, 0.2])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holms_correction_rejects_what_its_definition_rejects(p_values: list[float]) -> None:
    rejected: set[int] = set()
    for rank, index in enumerate(sorted(range(len(p_values)), key=lambda one: p_values[one])):
        if p_values[index] * (len(p_values) - rank) >= LEVEL:
            break
        rejected.add(index)
    adjusted = holm(p_values)
    assert {index for index, value in enumerate(adjusted) if value < LEVEL} == rejected
    assert all(p <= value <= 1 for p, value in zip(p_values, adjusted, strict=True))


def test_a_false_difference_to_the_anchor_is_found_in_one_of_twenty_experiments_at_most() -> None:
    alarms = [any(one.is_told_apart for one in with_anchor((0, trials[0]),
                                                           list(enumerate(trials[1:], 1))))
              for trials in _nothing_differs(num_trials=9)]
    assert np.mean(alarms) <= MAX_SHARE
    # and not because nothing is ever found
    assert np.mean(alarms) > LEVEL / 5


def test_the_best_is_luck_where_nothing_differs_and_is_found_out() -> None:
    """The best is known only from the values; a correction for its own pairs would not do."""
    alarms, naive = [], []
    for trials in _nothing_differs(num_trials=9):
        best = max(range(len(trials)), key=lambda one: sum(trials[one].values()))
        others = [(number, trial) for number, trial in enumerate(trials) if number != best]
        compared = with_best((best, trials[best]), others)
        alarms.append(any(one.is_told_apart for one in compared))
        p_values = [one.p_value for one in compared if one.p_value is not None]
        naive.append(min(holm(p_values)) < LEVEL)
    assert np.mean(alarms) <= MAX_SHARE < np.mean(naive)


def _nothing_differs(num_trials: int) -> list[list[dict[int, float]]]:
    """Experiments with three seeds each; what a seed does to all trials is in them, too."""
    draw = np.random.default_rng(7)
    shared = draw.normal(0, 0.05, (NUM_EXPERIMENTS, 1, 3))
    values = 99.3 + shared + draw.normal(0, 0.07, (NUM_EXPERIMENTS, num_trials, 3))
    return [[dict(enumerate(map(float, trial))) for trial in trials] for trials in values]

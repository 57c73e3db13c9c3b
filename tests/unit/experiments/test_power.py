"""How many seeds it takes: against published figures and against experiments that were drawn."""

import numpy as np
import pytest
from scipy import stats

from mnist_core.base.validation import checked
from mnist_core.experiments.power import (
    POWER,
    USUAL,
    SeedSpread,
    before,
    num_needed,
    power_of,
    spread_of,
    told,
    visible_difference,
)
from mnist_core.experiments.question import Question
from mnist_core.findings.significance import LEVEL
from mnist_core.ladders import find_step


def test_the_figures_of_others() -> None:
    """statsmodels 0.14: TTestPower and TTestIndPower, solve_power(power=0.8) give 33.37 and 63.77
    for an effect of 0.5, 9.94 and 16.71 for one of 1; G*Power 3.1 the same, rounded up."""
    assert [num_needed(effect, 1) for effect in (0.5, 1)] == [34, 10]
    assert [num_needed(effect, 1, is_paired=False) for effect in (0.5, 1)] == [64, 17]
    assert power_of(0.5, 1, 34) == pytest.approx(0.8078, abs=1e-4)


def test_as_often_as_it_says_a_difference_is_found() -> None:
    draw = np.random.default_rng(3)
    for num_seeds in (3, 6):
        differences = draw.normal(0.1, 0.08, (20_000, num_seeds))
        found = stats.ttest_1samp(differences, 0, axis=1).pvalue < LEVEL
        assert found.mean() == pytest.approx(power_of(0.1, 0.08, num_seeds), abs=0.012)


def test_what_is_visible_takes_just_these_seeds() -> None:
    for num_seeds in (3, 5, 14):
        visible = visible_difference(0.08, num_seeds)
        assert visible and power_of(visible, 0.08, num_seeds) == pytest.approx(POWER, abs=1e-6)
        assert num_needed(visible * 1.001, 0.08) == num_seeds
    assert visible_difference(0.08, 1) is None and power_of(9, 0.08, 1) == 0


def test_hundreds_of_comparisons_and_tiny_differences_have_an_answer() -> None:
    assert num_needed(1e-6, 0.08) is None
    visible = visible_difference(0.08, 2, level=LEVEL / 1999)
    assert visible and visible > 100


def test_the_spread_is_what_pairing_leaves() -> None:
    draw = np.random.default_rng(5)
    values = 99 + draw.normal(0, 1, (1, 6)) + draw.normal(0, 0.07, (40, 6))
    trials = [dict(enumerate(map(float, row))) for row in values]
    found = spread_of(trials)
    # the same, the long way: the variances of all pairs' differences
    pairs = [np.var(values[a] - values[b], ddof=1) for a in range(40) for b in range(a)]
    assert found and found.difference == pytest.approx(np.mean(pairs) ** 0.5)
    assert found.single == pytest.approx(0.07, abs=0.01)


def test_seeds_that_are_not_shared_are_pooled_one_trial_at_a_time() -> None:
    found = spread_of([{1: 99.3, 2: 99.4}, {7: 99.1, 8: 99.3, 9: 99.2}, {4: 99.0}])
    pooled = (1 * 0.005 + 2 * 0.01) / 3
    assert found and found.difference == pytest.approx((2 * pooled) ** 0.5)
    assert spread_of([{1: 99.3}, {1: 99.4}]) is None
    assert spread_of([{1: 99.3, 2: 99.3}]) is None, "no spread teaches nothing"


@pytest.mark.parametrize(("settings", "num_compared"), [
    # against no dropout; against 0.1, which strategy-4 has; against nothing that was named
    ([{"key": "dropout", "values": [0, 0.05, 0.2]}], 2),
    ([{"key": "dropout", "values": [0.05, 0.1, 0.15, 0.2]}], 3),
    ([{"key": "dropout", "values": [0.05, 0.15]}], 1),
    ([{"key": "dropout", "values": [0, 0.05]}, {"key": "lr", "values": [0.1, 0.2]}], 1),
    ([{"key": "dropout", "values": [0, 0.1]}, {"key": "lr", "values": [0.1, 0.2]}], 3),
    ([], 1),
])
def test_a_question_says_how_many_comparisons_there_will_be(settings: list[dict[str, object]],
                                                            num_compared: int) -> None:
    question = checked(Question, {"settings": settings, "seeds": [1, 2, 3]})
    found = before(question, find_step("strategy-4").recipe)
    assert found and (found.num_compared, found.num_seeds) == (num_compared, 3)


def test_of_a_loss_nothing_is_known_beforehand() -> None:
    question = checked(Question, {"measure": "held_out_loss"})
    assert before(question, find_step("strategy-4").recipe) is None


def test_it_is_said_before_seeds_are_spent() -> None:
    found = told(0.05, SeedSpread(0.06, "by 9 seeds of strategy-4"), 3)
    assert found.text == (
        "To see 0.05 points you need about 14 seeds of each (by 9 seeds of strategy-4). 3 seeds of "
        "each show differences from about 0.20 points on, four times of five.")
    many = told(0.05, SeedSpread(0.06, "by 9 seeds of strategy-4"), 3, num_compared=4)
    assert many.num_needed and found.num_needed == 14 < many.num_needed
    assert "4 comparisons at once; by 9 seeds" in many.text
    assert "One seed of each can show none." in told(0.05, USUAL, 1).text
    assert "0.0020 nats you need" in told(0.002, USUAL, 3, measure="held_out_loss").text
